package io.rotakeep.adapter.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.connection.ConnectionCountsContract;
import io.rotakeep.core.connection.ConnectionStoreContract;
import io.rotakeep.core.connection.HoldStoreContract;
import io.rotakeep.core.connection.IncidentStoreContract;
import io.rotakeep.core.connection.LineageStoreContract;
import io.rotakeep.core.connection.NoticeMarksContract;
import io.rotakeep.core.connection.StoreRepairContract;
import io.rotakeep.core.connection.StoreSet;
import io.rotakeep.core.enrollment.PendingAuthorizationStoreContract;
import io.rotakeep.core.provider.ProviderStoreContract;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The same SQL on a real PostgreSQL. */
class PostgresStoresTest {
  private static @Nullable EmbeddedPostgres server;

  @BeforeAll
  static void startTheServer() {
    try {
      server = EmbeddedPostgres.start();
    } catch (IOException | IllegalStateException e) {
      Assumptions.abort("PostgreSQL cannot be started here: " + e);
    }
  }

  @AfterAll
  static void stopTheServer() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  /** Opened at once: whether a server has a mark can only be asked of the server. */
  static StoreSet openStores() {
    EmbeddedPostgres running = server;
    if (running == null) {
      throw new IllegalStateException("the server has not been started");
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(running.getJdbcUrl("postgres", "postgres"));
    // A server that does not answer fails a test instead of holding it.
    config.addDataSourceProperty("socketTimeout", "60");
    config.setMaximumPoolSize(10);
    SqlStoreSet stores =
        SqlStoreSet.open(
            () -> {
              Database database =
                  new Database(Engine.POSTGRESQL, () -> new HikariDataSource(config));
              database.read(SqlStoreRepair::readMark);
              return new SqlStores(database, null);
            });
    empty(running);
    return stores;
  }

  private static void empty(EmbeddedPostgres running) {
    try (Connection connection = running.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "TRUNCATE store_mark, providers, connections, connection_labels, connection_counts,"
              + " fingerprints, tombstones, holds, pending_authorizations,"
              + " incidents, incident_connections, notice_marks");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Nested
  class Connections extends ConnectionStoreContract {
    @Override
    protected StoreSet openStores() {
      return PostgresStoresTest.openStores();
    }
  }

  @Nested
  class Counts extends ConnectionCountsContract {
    @Override
    protected StoreSet openStores() {
      return PostgresStoresTest.openStores();
    }
  }

  @Nested
  class Holds extends HoldStoreContract {
    @Override
    protected StoreSet openStores() {
      return PostgresStoresTest.openStores();
    }
  }

  @Nested
  class Incidents extends IncidentStoreContract {
    @Override
    protected StoreSet openStores() {
      return PostgresStoresTest.openStores();
    }
  }

  @Nested
  class Notices extends NoticeMarksContract {
    @Override
    protected StoreSet openStores() {
      return PostgresStoresTest.openStores();
    }
  }

  @Nested
  class Lineage extends LineageStoreContract {
    @Override
    protected StoreSet openStores() {
      return PostgresStoresTest.openStores();
    }
  }

  @Nested
  class Repair extends StoreRepairContract {
    @Override
    protected StoreSet openStores() {
      return PostgresStoresTest.openStores();
    }
  }

  @Nested
  class Providers extends ProviderStoreContract {
    @Override
    protected StoreSet openStores() {
      return PostgresStoresTest.openStores();
    }
  }

  @Nested
  class PendingAuthorizations extends PendingAuthorizationStoreContract {
    @Override
    protected StoreSet openStores() {
      return PostgresStoresTest.openStores();
    }
  }
}

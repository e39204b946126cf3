package io.rotakeep.adapter.sql;

import static io.rotakeep.core.connection.Samples.active;
import static io.rotakeep.core.connection.Samples.id;
import static io.rotakeep.core.connection.Samples.provider;
import static io.rotakeep.core.connection.Samples.quarantined;
import static io.rotakeep.core.connection.Samples.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionImage;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.Change;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row that was damaged or exchanged harms itself alone. */
class DamagedRowTest {
  @TempDir Path directory;

  private final ConnectionLocks locks = new ConnectionLocks();
  private Database database = new Database(Engine.H2, HikariDataSource::new);

  @BeforeEach
  void fillTheDatabase() {
    database = new Database(Engine.H2, new H2File(directory, "rows")::open);
    for (String id : List.of("a", "b", "c", "d")) {
      Connection connection = active(id);
      locks.whileHolding(connection.id(), lock -> stores().connections().create(lock, connection));
      stores().holds().write(signed(quarantined(id, 1)));
      stores().providers().write(provider(id, 1));
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void isNotFoundAndNotListed() {
    damage("UPDATE connections SET image = ? WHERE id = 'b'", new byte[] {1, 2, 3});

    assertThatThrownBy(() -> stores().connections().find(id("b")))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("b's cannot be read");
    assertThat(stores().connections().findWhole(id("b"))).isEmpty();
    assertThat(list(10)).containsExactly("a", "c", "d");
    assertThat(list(2)).as("a full page in spite of it").containsExactly("a", "c");
  }

  @Test
  void isNotAnothers() {
    damage("UPDATE connections SET image = ? WHERE id = 'b'", ConnectionImage.write(active("a")));

    assertThatThrownBy(() -> stores().connections().find(id("b")))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("b's is another's");
  }

  @Test
  void isMendedByTheJournal() {
    damage("UPDATE connections SET image = ? WHERE id = 'b'", new byte[] {1});
    Connection newer = Samples.rotated(active("b"));

    stores().repair().restore(List.of(new Change.ConnectionWritten(newer)));

    assertThat(stores().connections().find(id("b"))).contains(newer);
  }

  @Test
  void stillStopsWhenItIsAHold() {
    damage("UPDATE holds SET image = ? WHERE connection = 'b'", new byte[] {1});

    Hold hold = stores().holds().find(id("b")).orElseThrow().hold();

    assertThat(hold).isEqualTo(new Hold.QuarantinedHold(id("b"), 1, Samples.NOW, Reason.INTEGRITY));
    assertThat(stores().holds().standing()).hasSize(4);
  }

  @Test
  void isLeftOutWhenItIsAProvider() {
    damage("UPDATE providers SET image = ? WHERE name = 'b'", new byte[] {1});

    assertThat(stores().providers().list())
        .containsExactly(provider("a", 1), provider("c", 1), provider("d", 1));
    assertThatThrownBy(() -> stores().providers().find(new ProviderName("b")))
        .isInstanceOf(DamagedImageException.class);
  }

  private SqlStores stores() {
    return new SqlStores(database, null);
  }

  private List<String> list(int limit) {
    return stores().connections().list(ConnectionQuery.all(limit)).stream()
        .map(connection -> connection.id().value())
        .toList();
  }

  private void damage(String statement, byte[] image) {
    assertThat(database.<Integer>transact(sql -> sql.run(statement, image))).isEqualTo(1);
  }
}

package io.rotakeep.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.StoreRepair.Mark;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database whose file takes nothing any more, which no statement has met yet. */
@Timeout(60)
final class FailedWriteTest {
  private static final UUID STORE = UUID.fromString("0b3c1c52-7a2e-4c15-9a55-6f0b5f0c8c11");
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;

  private final Database database = new Database(Engine.H2, () -> FailingFile.pool(directory));
  private final SqlStores stores = new SqlStores(database, null);

  @AfterEach
  void close() {
    FailingFile.fail(false);
    FailingFile.forceAfter(new CountDownLatch(0));
    stores.close();
  }

  @Test
  void isFoundWithoutAQuestion() {
    stores.repair().initialize(STORE);
    stores.repair().checkpoint(3);
    FailingFile.fail(true);
    var _ = database.transact(sql -> sql.run("UPDATE store_mark SET applied_through = 4"));

    await().atMost(SOON).until(stores.failure()::hasFailed);

    assertThatThrownBy(() -> stores.repair().mark()).isInstanceOf(StoreUnavailableException.class);
    FailingFile.fail(false);
    stores.failure().reopen(_ -> {});
    assertThat(stores.failure().hasFailed()).isFalse();
    assertThat(stores.repair().mark()).contains(new Mark(STORE, 3, null));
  }

  /** Whoever asked is not kept for ever, and the database is not trusted any more. */
  @Test
  void isGivenUpByADiskThatDoesNotForce() throws SQLException {
    CountDownLatch gate = new CountDownLatch(1);
    try (HikariDataSource pool = FailingFile.pool(directory)) {
      H2Writer writer = new H2Writer(H2Inside.of(pool), new Turns(), Duration.ofSeconds(1));
      FailingFile.forceAfter(gate);

      assertThatThrownBy(writer::force)
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessage("the disk did not force the database in 1 s");

      assertThat(writer.hasFailed()).isTrue();
      gate.countDown();
    }
  }

  /** There was nothing to write, and what had been written is nowhere for certain. */
  @Test
  void isNotForcedOnceItsFileIsClosed() throws IOException {
    stores.repair().initialize(STORE);
    stores.repair().force();
    FailingFile.closeLast();

    assertThatThrownBy(() -> stores.repair().force()).isInstanceOf(StoreUnavailableException.class);

    assertThat(stores.failure().hasFailed()).isTrue();
  }
}

package io.rotakeep.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.connection.StoreUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A force that fails is the worst that H2 can be left with: after it any statement may run for
 * ever, the one that would end it too.
 */
@Timeout(60)
final class FailedForceTest {
  private static final UUID STORE = UUID.fromString("0b3c1c52-7a2e-4c15-9a55-6f0b5f0c8c11");
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;

  private final Database database = new Database(Engine.H2, () -> FailingFile.pool(directory));
  private final SqlStores stores = new SqlStores(database, null);

  @BeforeEach
  void failInAForce() {
    stores.repair().initialize(STORE);
    FailingFile.fail(true);
    assertThatThrownBy(() -> stores.repair().force()).isInstanceOf(StoreUnavailableException.class);
    FailingFile.fail(false);
  }

  @AfterEach
  void close() {
    FailingFile.fail(false);
    stores.close();
  }

  @RepeatedTest(5)
  void isOpenedAnewAllTheSame() {
    assertThat(stores.failure().hasFailed()).isTrue();

    await().atMost(SOON).ignoreException(StoreUnavailableException.class).until(this::isReopened);

    assertThat(stores.repair().mark()).isPresent();
    stores.repair().force();
  }

  @Test
  void isClosedWithoutBeingAsked() {
    stores.close();

    assertThatThrownBy(() -> stores.providers().list())
        .isInstanceOf(StoreUnavailableException.class);
  }

  private boolean isReopened() {
    stores.failure().reopen(_ -> {});
    return !stores.failure().hasFailed();
  }
}

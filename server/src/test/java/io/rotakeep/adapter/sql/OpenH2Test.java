package io.rotakeep.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.connection.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a kill leaves in the file is whole transactions: it is written between two of them. */
@Timeout(60)
final class OpenH2Test {
  private static final UUID STORE = UUID.fromString("0b3c1c52-7a2e-4c15-9a55-6f0b5f0c8c11");
  private static final Duration SOME_TURNS_OF_THE_WRITER = Duration.ofMillis(1_200);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;

  private Database database = new Database(Engine.H2, HikariDataSource::new);
  private SqlStores stores = new SqlStores(database, null);

  @BeforeEach
  void open() {
    database = new Database(Engine.H2, new H2File(directory, "rows")::open);
    stores = new SqlStores(database, null);
    stores.repair().initialize(STORE);
    stores.repair().force();
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void isNotWrittenWhileATransactionIsUnderWay() {
    byte[] before = file();

    int rows =
        database.transact(
            sql -> {
              int changed = change(sql);
              await()
                  .during(SOME_TURNS_OF_THE_WRITER)
                  .atMost(SOON)
                  .until(() -> Arrays.equals(file(), before));
              return changed;
            });

    assertThat(rows).isEqualTo(1);
    await().atMost(SOON).until(() -> !Arrays.equals(file(), before));
  }

  /** By itself H2 writes when the process ends, and some die before they have ended. */
  @Test
  void isNotWrittenByAnExitInTheMiddleOfATransaction() throws Exception {
    stores.close();
    Process other = H2Process.start(H2Exit.class, directory);
    byte[] before;
    try (var lines = other.inputReader();
        var words = other.outputWriter()) {
      assertThat(lines.readLine()).isEqualTo(H2Exit.INSIDE);
      before = file();
      words.write('.');
      words.flush();
      assertThat(other.waitFor()).isZero();
    }

    assertThat(file()).isEqualTo(before);
  }

  @Test
  void takesOneTransactionAfterTheOther() throws InterruptedException {
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread one = changingUntil(end);
    Thread other =
        Thread.ofVirtual()
            .start(
                () -> {
                  int changed = database.transact(OpenH2Test::change);
                  assertThat(changed).isEqualTo(1);
                  second.countDown();
                });

    assertThat(other.join(Duration.ofMillis(100))).isFalse();
    assertThat(database.<Boolean>read(sql -> true)).isTrue();
    end.countDown();
    second.await();
    one.join();
  }

  /** As where the disk under the one before it answers nothing. */
  @Test
  void refusesWhatWouldWaitForEver() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Thread stuck = changingUntil(end);

    assertThatThrownBy(() -> database.transact(OpenH2Test::change))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessage("the database did not take a change in 5 s");

    end.countDown();
    stuck.join();
    assertThat(database.transact(OpenH2Test::change)).isEqualTo(1);
  }

  @Test
  void refusesWhatWaitedWhileItFailed() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    Thread waiting =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  awaitQuietly(begun);
                  refusal.set(catchThrowable(() -> database.transact(OpenH2Test::change)));
                });
    waiting.start();

    assertThatThrownBy(
            () ->
                database.transact(
                    sql -> {
                      begun.countDown();
                      await().atMost(SOON).until(() -> isWaitingForItsTurn(waiting));
                      return sql.run("SHUTDOWN IMMEDIATELY");
                    }))
        .isInstanceOf(StoreUnavailableException.class);
    waiting.join();

    assertThat(refusal.get())
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageStartingWith("the database gave up after an error of its disk");
  }

  /** An interrupt of the caller would close the file, for everybody. */
  @Test
  void isNotClosedByAnInterruptedThread() {
    Thread.currentThread().interrupt();

    int changed = database.transact(OpenH2Test::change);
    assertThatThrownBy(database::force)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageStartingWith("interrupted");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(changed).isEqualTo(1);
    database.force();
    assertThat(stores.failure().hasFailed()).isFalse();
  }

  /** A thread that has its turn, and keeps it. */
  private Thread changingUntil(CountDownLatch end) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Thread changing =
        Thread.ofVirtual()
            .start(
                () ->
                    database.transact(
                        sql -> {
                          begun.countDown();
                          awaitQuietly(end);
                          return change(sql);
                        }));
    begun.await();
    return changing;
  }

  private static boolean isWaitingForItsTurn(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(Turns.class.getName()));
  }

  static int change(Sql sql) {
    return sql.run("UPDATE store_mark SET applied_through = applied_through + 1");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] file() {
    try {
      return Files.readAllBytes(directory.resolve("rows.mv.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.rotakeep.client.internal.watch.Clocks;
import io.rotakeep.examples.RealDaemon;
import io.rotakeep.testkit.proxy.TcpGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a watching client does while a real daemon revokes, dies, hangs and comes back. */
@Timeout(120)
final class WatchOfARealDaemonIT {
  private static final String ID = "crm/acme";
  private static final String OTHER = "crm/other";
  private static final Duration MAX_STALE = Duration.ofMinutes(5);

  private final LeapingClocks clocks = new LeapingClocks();
  private RealDaemon daemon;
  private TcpGate gate;
  private RotakeepClient client;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    daemon = RealDaemon.start(directory, ID, OTHER);
    gate = TcpGate.before(daemon.socket());
    client =
        RotakeepClient.builder()
            .address(gate.address())
            .watch(Watch.connections(ID, OTHER))
            .deadline(Duration.ofSeconds(2))
            .clocks(clocks)
            .build();
    assertThat(client.awaitTokens(Duration.ofSeconds(30))).isTrue();
  }

  @AfterEach
  void stop() {
    client.close();
    gate.close();
    daemon.close();
  }

  @Test
  void doesNotServeATokenAfterItsRevocation() {
    assertThat(client.accessToken(ID).value()).isNotEmpty();

    daemon.revoke(ID);

    await().until(isRevoked());
    assertThat(client.accessToken(OTHER).value()).isNotEmpty();
  }

  @Test
  void bridgesACutWireUntilMaxStaleAndResumes() {
    AccessToken before = client.accessToken(ID);
    gate.shut();

    clocks.leap(MAX_STALE.minusSeconds(30));
    assertThat(client.accessToken(ID)).isSameAs(before);
    clocks.leap(Duration.ofSeconds(30));
    assertThatExceptionOfType(RotakeepException.Unavailable.class)
        .isThrownBy(() -> client.accessToken(ID));

    daemon.refresh(ID);
    gate.open();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> !client.accessToken(ID).tokenId().equals(before.tokenId()));
  }

  @Test
  void learnsOfARevocationThatItMissed() {
    gate.shut();
    daemon.revoke(ID);
    assertThat(client.accessToken(ID).value()).as("bridged").isNotEmpty();

    gate.open();

    await().atMost(Duration.ofSeconds(30)).until(isRevoked());
    assertThat(client.accessToken(OTHER).value()).isNotEmpty();
  }

  @Test
  void doesNotTrustAWireThatIsSilent() {
    gate.stall();
    daemon.revoke(ID);
    assertThat(client.accessToken(ID).value()).as("not known yet").isNotEmpty();

    clocks.leap(MAX_STALE);

    assertThatExceptionOfType(RotakeepException.DeadlineExceeded.class)
        .isThrownBy(() -> client.accessToken(ID));
  }

  @Test
  void goesOnWithADaemonThatRestarts() throws Exception {
    AccessToken before = client.accessToken(ID);
    daemon.stop();
    assertThat(client.accessToken(ID)).isSameAs(before);

    daemon.restart();
    daemon.revoke(ID);

    await().atMost(Duration.ofSeconds(30)).until(isRevoked());
    assertThat(client.accessToken(OTHER).value()).isNotEmpty();
  }

  private Callable<Boolean> isRevoked() {
    return () -> {
      try {
        return client.accessToken(ID).value().isEmpty();
      } catch (RotakeepException.ConnectionRevoked revoked) {
        return true;
      }
    };
  }

  /** The machine's clocks, and how far the test has moved both. */
  private static final class LeapingClocks implements Clocks {
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public long nanos() {
      return System.nanoTime() + ahead.get();
    }

    @Override
    public long millis() {
      return System.currentTimeMillis() + ahead.get() / 1_000_000;
    }

    void leap(Duration step) {
      ahead.addAndGet(step.toNanos());
    }
  }
}

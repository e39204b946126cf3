package io.rotakeep.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.EgressCheck;
import io.rotakeep.core.probe.ProviderChecks.Checked;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.rotation.TestDaemon;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ProviderChecksTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void checkAProviderForOneCallerAtATime() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    ProviderChecks checks = checks(() -> awaitQuietly(gate));
    List<Finding> found = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Checked> first = callers.submit(() -> check(checks, found));
      await().until(() -> looks.get() == 1);

      Checked second = check(checks, new ArrayList<>());
      gate.countDown();

      assertThat(second).isEqualTo(Checked.BUSY);
      assertThat(first.get()).isEqualTo(Checked.DONE);
    }
    assertThat(check(checks, new ArrayList<>())).isEqualTo(Checked.DONE);
    assertThat(found).extracting(Finding::check).contains("pkce_enforced", "egress_address");
  }

  @Test
  void endWhenNobodyListensAnyMore() {
    Checked checked = checks(() -> {}).check(SampleProviders.NAME, "ops", "r-1", _ -> false);

    assertThat(checked).isEqualTo(Checked.DONE);
    assertThat(looks.get()).isEqualTo(1);
  }

  @Test
  void lastAMinuteAndSayWhatWasNotTried() {
    List<Finding> found = new ArrayList<>();

    Checked checked = check(checks(() -> daemon.clock.advance(Duration.ofSeconds(25))), found);

    assertThat(checked).isEqualTo(Checked.DONE);
    assertThat(looks.get()).isEqualTo(3);
    assertThat(found)
        .filteredOn(finding -> finding.check().equals("client_authentication"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.result()).isEqualTo(Finding.Result.UNKNOWN);
              assertThat(finding.detail()).contains("minute was over");
            });
  }

  @Test
  void doNothingThatNobodyWouldKnowOf() {
    daemon.audit.refuse(AuditAction.PROVIDER_CHECKED);

    assertThatThrownBy(() -> check(checks(() -> {}), new ArrayList<>()))
        .isInstanceOf(AuditUnavailableException.class);

    assertThat(looks.get()).isZero();
  }

  @Test
  void knowOnlyProvidersThatThereAre() {
    assertThat(checks(() -> {}).check(new ProviderName("nobody"), "ops", "r", _ -> true))
        .isEqualTo(Checked.NO_SUCH_PROVIDER);
  }

  private ProviderChecks checks(Runnable atEachLook) {
    return new ProviderChecks(
        daemon.stores.providers(),
        new SilentServer(atEachLook),
        daemon.credentials,
        EgressCheck.ofNothing(),
        daemon.audit,
        new SecureRandom(),
        daemon.clock);
  }

  private static Checked check(ProviderChecks checks, List<Finding> found) {
    return checks.check(SampleProviders.NAME, "ops", "r-1", found::add);
  }

  private static void awaitQuietly(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers nothing, and counts how often it was looked at. */
  private final class SilentServer implements ServerProbe {
    private final Runnable atEachLook;

    private SilentServer(Runnable atEachLook) {
      this.atEachLook = atEachLook;
    }

    @Override
    public Sighting page(URI address, ServerTrust trust) {
      return silence();
    }

    @Override
    public Sighting ask(URI address, ClientCredentials client, Map<String, String> parameters) {
      return silence();
    }

    @Override
    public Publication published(URI issuer, ServerTrust trust) {
      silence();
      return new Publication.Nothing("silence");
    }

    private Sighting silence() {
      looks.incrementAndGet();
      atEachLook.run();
      return new Sighting.Unseen("silence", false);
    }
  }
}

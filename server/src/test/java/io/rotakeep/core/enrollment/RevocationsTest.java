package io.rotakeep.core.enrollment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.RevocationEndpoint;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocationsTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);
  private final ScriptedRevocation endpoint = new ScriptedRevocation();
  private final Revocations revocations = revocations();

  /** Says {@code Gone} unless told otherwise, and remembers what it was shown. */
  private static final class ScriptedRevocation implements RevocationEndpoint {
    private final List<String> shown = new ArrayList<>();
    private final Deque<RevocationOutcome> script = new ArrayDeque<>();

    @Override
    public RevocationOutcome revoke(URI address, ClientCredentials client, SecretBytes token) {
      shown.add(token.read(bytes -> new String(bytes, US_ASCII)));
      return script.isEmpty() ? new RevocationOutcome.Gone() : script.removeFirst();
    }
  }

  @Test
  void stopServiceAtOnceAndTellTheProviderAfterwards() {
    daemon.refresh();

    Hold.RevokedHold hold = revocations.revoke(TestDaemon.ID, new Order("ops", "", "r-1"));

    assertThat(daemon.cache.find(TestDaemon.ID)).isNull();
    assertThat(endpoint.shown).isEmpty();
    assertThat(revocations.confirm(hold)).isTrue();
    assertThat(endpoint.shown).singleElement().satisfies(rt -> assertThat(rt).startsWith("rt-2"));
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Revoked(Reason.OPERATOR));
    assertThat(daemon.row().accessToken()).isNull();
  }

  @Test
  void revokeTheTokenOfAnAnswerThatCouldNotBeStored() {
    daemon.server.afterSending(() -> daemon.stores.goAway(true));
    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
    daemon.stores.goAway(false);

    revocations.confirm(revocations.revoke(TestDaemon.ID, new Order("ops", "", "r-1")));

    assertThat(endpoint.shown).singleElement().satisfies(rt -> assertThat(rt).startsWith("rt-2"));
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void stopServiceEvenIfNothingCanBeLookedUpOrWritten() {
    daemon.refresh();
    daemon.stores.goAway(true);

    assertThatThrownBy(() -> revocations.revoke(TestDaemon.ID, new Order("ops", "", "r-1")))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(daemon.cache.find(TestDaemon.ID)).isNull();
    assertThat(daemon.holds.stopped(TestDaemon.ID)).isTrue();
    daemon.stores.goAway(false);
    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Failed.class);
    Hold.RevokedHold written = revocations.revoke(TestDaemon.ID, new Order("ops", "", "r-2"));
    assertThat(daemon.holds.isDurable(TestDaemon.ID)).isTrue();
    assertThat(daemon.stores.holds().find(TestDaemon.ID).orElseThrow().hold()).isEqualTo(written);
  }

  @Test
  void tryAgainWhatTheProviderDidNotConfirm() {
    endpoint.script.add(new RevocationEndpoint.RevocationOutcome.Unconfirmed("silence"));
    Hold.RevokedHold hold = revocations.revoke(TestDaemon.ID, new Order("ops", "", "r-1"));

    boolean first = revocations.confirm(hold);
    List<?> waiting = daemon.stores.holds().unconfirmed(10);
    boolean second = revocations.confirm(hold);

    assertThat(first).isFalse();
    assertThat(waiting).hasSize(1);
    assertThat(second).isTrue();
    assertThat(daemon.stores.holds().unconfirmed(10)).isEmpty();
  }

  @Test
  void stopServiceEvenIfTheHoldCannotBeWrittenAndWriteItNextTime() {
    daemon.refresh();
    daemon.stores.goAway(true);
    assertThatThrownBy(() -> revocations.revoke(TestDaemon.ID, new Order("ops", "", "r-1")))
        .isInstanceOf(StoreUnavailableException.class);
    daemon.stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });
    daemon.stores.goAway(false);
    assertThatThrownBy(() -> revocations.revoke(TestDaemon.ID, new Order("ops", "", "r-2")))
        .isInstanceOf(StoreUnavailableException.class);

    boolean stopped = daemon.cache.find(TestDaemon.ID) == null;
    daemon.stores.beforeWrite(_ -> {});
    revocations.revoke(TestDaemon.ID, new Order("ops", "", "r-3"));

    assertThat(stopped).isTrue();
    assertThat(daemon.stores.holds().standing()).hasSize(1);
  }

  private Revocations revocations() {
    return new Revocations(
        daemon.holds,
        daemon.stores.holds(),
        daemon.cache,
        daemon.engine.openAttempts(),
        new UpstreamRevocation(
            daemon.connections(),
            daemon.stores.providers(),
            daemon.locks,
            daemon.secrets,
            daemon.credentials,
            endpoint,
            (_, _) -> {},
            daemon.audit,
            daemon.clock),
        daemon.audit,
        daemon.clock);
  }
}

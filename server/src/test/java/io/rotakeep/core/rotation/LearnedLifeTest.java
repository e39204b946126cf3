package io.rotakeep.core.rotation;

import static io.rotakeep.core.rotation.RotatorTest.fresh;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.MutableClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LearnedLifeTest {
  private static final Provider PROVIDER =
      SampleProviders.introspecting(SampleProviders.of(new RotationClass.Strict()));

  private final MutableClock clock = MutableClock.standing();
  private final AskedEndpoint endpoint = new AskedEndpoint();

  /** Answers what the test says and remembers what it was asked about. */
  private static final class AskedEndpoint implements IntrospectionEndpoint {
    private final List<String> asked = new ArrayList<>();
    private Supplier<Introspection> answer = () -> new Introspection.Unknown("not set");

    @Override
    public Introspection introspect(URI address, ClientCredentials client, SecretBytes token) {
      asked.add(address + " " + token.read(bytes -> new String(bytes, US_ASCII)));
      return answer.get();
    }
  }

  @Test
  void asksForTheLifeThatTheAnswerDoesNotState() {
    Instant expires = clock.instant().plusSeconds(7_200);
    endpoint.answer = () -> new IntrospectionEndpoint.Introspection.Live(expires, null);
    TestDaemon daemon = silent(PROVIDER);

    AccessToken token = fresh(daemon.refresh());

    assertThat(token.validity().expires()).isEqualTo(expires);
    assertThat(daemon.restart(true).row().accessToken())
        .satisfies(
            stored ->
                assertThat(Objects.requireNonNull(stored).validity().expires()).isEqualTo(expires));
    assertThat(endpoint.asked)
        .containsExactly("https://login.example.com/introspect at-1-for-rt-2-0123456789abcdef");
  }

  @Test
  void adoptsTheTokensBeforeItAsks() {
    TestDaemon daemon = silent(PROVIDER);
    List<String> kept = new ArrayList<>();
    endpoint.answer =
        () -> {
          kept.add(daemon.refreshToken());
          return new IntrospectionEndpoint.Introspection.Unknown("silence");
        };

    AccessToken token = fresh(daemon.refresh());

    assertThat(kept).singleElement().satisfies(rt -> assertThat(rt).startsWith("rt-2"));
    assertThat(life(token)).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void keepsTheDefaultLifeWhenTheServerCannotMeanWhatItSays() {
    endpoint.answer =
        () -> new IntrospectionEndpoint.Introspection.Live(clock.instant().minusSeconds(1), null);
    assertThat(life(fresh(silent(PROVIDER).refresh()))).isEqualTo(Duration.ofMinutes(15));

    endpoint.answer = IntrospectionEndpoint.Introspection.Dead::new;
    assertThat(life(fresh(silent(PROVIDER).refresh()))).isEqualTo(Duration.ofMinutes(15));

    endpoint.answer = () -> new IntrospectionEndpoint.Introspection.Live(null, "subject-1");
    assertThat(life(fresh(silent(PROVIDER).refresh()))).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void believesNoLifeBeyondADay() {
    endpoint.answer =
        () ->
            new IntrospectionEndpoint.Introspection.Live(
                clock.instant().plus(Duration.ofDays(400)), null);

    assertThat(life(fresh(silent(PROVIDER).refresh()))).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void asksNothingThatTheAnswerSaidOrTheProviderDoesNotAllow() {
    TestDaemon stated = silent(PROVIDER);
    stated.server.saysBeside("expires_in=60\n");
    TestDaemon forbidden = silent(SampleProviders.of(new RotationClass.Strict()));

    stated.refresh();
    forbidden.refresh();

    assertThat(endpoint.asked).isEmpty();
  }

  @Test
  void servesWithTheDefaultLifeWhenTheStoreIsAwayMeanwhile() {
    TestDaemon daemon = silent(PROVIDER);
    endpoint.answer =
        () -> {
          daemon.stores.goAway(true);
          return new IntrospectionEndpoint.Introspection.Live(
              clock.instant().plusSeconds(7_200), null);
        };

    AccessToken token = fresh(daemon.refresh());

    assertThat(life(token)).isEqualTo(Duration.ofMinutes(15));
  }

  /** The server cannot mean that. */
  @Test
  void asksWhereTheAnswerSaysThatItsTokenHasEndedAlready() {
    Instant expires = clock.instant().plusSeconds(7_200);
    endpoint.answer = () -> new IntrospectionEndpoint.Introspection.Live(expires, null);
    TestDaemon daemon = silent(PROVIDER);
    daemon.server.saysBeside("expires_in=0\n");

    assertThat(fresh(daemon.refresh()).validity().expires()).isEqualTo(expires);
  }

  /** Somebody else wrote to the database meanwhile: what was not written is in no journal. */
  @Test
  void keepsTheDefaultLifeWhenTheRowHasMovedOn() {
    TestDaemon daemon = silent(PROVIDER);
    endpoint.answer =
        () -> {
          moveOn(daemon);
          return new IntrospectionEndpoint.Introspection.Live(
              clock.instant().plusSeconds(7_200), null);
        };

    AccessToken token = fresh(daemon.refresh());

    assertThat(life(token)).isEqualTo(Duration.ofMinutes(15));
    assertThat(Objects.requireNonNull(daemon.restart(false).row().accessToken()).validity())
        .isEqualTo(token.validity());
  }

  private static void moveOn(TestDaemon daemon) {
    Connection row = daemon.row();
    Connection after = daemon.secrets.relabelled(row, Map.of("team", "crm")).nextRevision();
    // The flight has the daemon's own lock.
    new ConnectionLocks()
        .<Boolean>whileHolding(
            TestDaemon.ID, lock -> daemon.stores.connections().replace(lock, row, after));
  }

  /** Its server never states a life. */
  private TestDaemon silent(Provider provider) {
    ScriptedTokenEndpoint server = new ScriptedTokenEndpoint(provider.tokens().rotation(), clock);
    server.saysBeside("");
    return TestDaemon.enrolled(
        provider, new TestDaemon.Parts(clock, server).introspection(endpoint));
  }

  private static Duration life(AccessToken token) {
    return Duration.between(token.validity().issued(), token.validity().expires());
  }
}

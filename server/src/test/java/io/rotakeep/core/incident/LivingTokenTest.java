package io.rotakeep.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.oauth.IntrospectionEndpoint.Introspection;
import io.rotakeep.core.oauth.ProtectedResource;
import io.rotakeep.core.oauth.ProtectedResource.Reception;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.TestDaemon;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked about the newest access token after a refusal, and what its answer means. */
class LivingTokenTest {
  private static final URI USERINFO = URI.create("https://login.example.com/userinfo");
  private static final Provider PLAIN = SampleProviders.of(new RotationClass.Family());

  private final List<URI> asked = new ArrayList<>();
  private Introspection introspection = new Introspection.Dead();
  private Reception reception = new Reception.Refused();
  private TestDaemon daemon;

  @BeforeEach
  void hasAnAccessTokenOfAnHour() {
    daemon = TestDaemon.enrolled(PLAIN);
    daemon.refresh();
  }

  @Test
  void isFreshEvidenceInTheFirstHalfOfItsLifeOnly() {
    Provider provider = SampleProviders.introspecting(PLAIN);

    daemon.clock.advance(Duration.ofMinutes(29));
    Evidence young = ask(provider);
    daemon.clock.advance(Duration.ofMinutes(1));
    Evidence old = ask(provider);

    assertThat(young.kind()).isEqualTo(Evidence.Kind.FRESH_ACCESS_TOKEN_DEAD);
    assertThat(young.detail())
        .isEqualTo("the newest access token: introspection says that it is not active");
    assertThat(young.time()).isEqualTo(daemon.clock.instant().minus(Duration.ofMinutes(1)));
    assertThat(young.connection()).isEqualTo(TestDaemon.ID);
    assertThat(young.generation()).isEqualTo(daemon.row().generation());
    assertThat(old.kind()).isEqualTo(Evidence.Kind.ACCESS_TOKEN_DEAD);
  }

  @Test
  void saysWhyIntrospectionDidNotTell() {
    Provider provider = SampleProviders.introspecting(PLAIN);
    introspection = new Introspection.Unknown("status 500");

    Evidence unknown = ask(provider);

    assertThat(unknown.kind()).isEqualTo(Evidence.Kind.ACCESS_TOKEN_UNKNOWN);
    assertThat(unknown.detail()).endsWith("introspection did not say: status 500");
  }

  @Test
  void asksUserinfoWhereIntrospectionIsNotAllowed() {
    Provider provider = with(PLAIN.endpoints().introspection(), USERINFO, PLAIN);

    Evidence dead = ask(provider);
    reception = new Reception.Accepted();
    Evidence alive = ask(provider);
    reception = new Reception.Unknown("status 503");
    Evidence unknown = ask(provider);

    assertThat(asked).containsExactly(USERINFO, USERINFO, USERINFO);
    assertThat(dead.kind()).isEqualTo(Evidence.Kind.FRESH_ACCESS_TOKEN_DEAD);
    assertThat(alive.kind()).isEqualTo(Evidence.Kind.ACCESS_TOKEN_ALIVE);
    assertThat(alive.detail()).endsWith("userinfo accepts it");
    assertThat(unknown.kind()).isEqualTo(Evidence.Kind.ACCESS_TOKEN_UNKNOWN);
    assertThat(unknown.detail()).endsWith("userinfo did not say: status 503");
  }

  @Test
  void asksUserinfoWhereThereIsNoIntrospection() {
    Evidence dead = ask(with(null, USERINFO, SampleProviders.introspecting(PLAIN)));

    assertThat(asked).containsExactly(USERINFO);
    assertThat(dead.detail()).endsWith("userinfo refuses it");
  }

  @Test
  void asksNobodyWhereThereIsNobodyToAsk() {
    Evidence unknown = ask(PLAIN);

    assertThat(asked).isEmpty();
    assertThat(unknown.kind()).isEqualTo(Evidence.Kind.ACCESS_TOKEN_UNKNOWN);
    assertThat(unknown.detail()).endsWith("has neither introspection nor userinfo to ask");
  }

  @Test
  void asksNothingOfATokenThatHasEndedByItself() {
    daemon.clock.advance(Duration.ofHours(1));

    Evidence unknown = ask(SampleProviders.introspecting(PLAIN));

    assertThat(asked).isEmpty();
    assertThat(unknown.kind()).isEqualTo(Evidence.Kind.ACCESS_TOKEN_UNKNOWN);
    assertThat(unknown.detail()).endsWith("had ended by itself before");
  }

  @Test
  void asksNothingOfATokenOfAnotherGeneration() {
    Connection row = daemon.row();

    Evidence unknown = living().ask(row, SampleProviders.introspecting(PLAIN), new Generation(9));

    assertThat(asked).isEmpty();
    assertThat(unknown.detail()).endsWith("no access token of that generation is stored");
  }

  @Test
  void asksNothingOfATokenThatDoesNotAuthenticate() {
    Connection row = daemon.row();
    Connection moved =
        new Connection(
            row.id(),
            row.provider(),
            row.state(),
            row.generation().next(),
            row.revision(),
            row.grant(),
            row.accessToken(),
            row.labels(),
            row.history());

    Evidence unknown =
        living().ask(moved, SampleProviders.introspecting(PLAIN), moved.generation());

    assertThat(asked).isEmpty();
    assertThat(unknown.detail()).endsWith("the stored access token does not authenticate");
  }

  private Evidence ask(Provider provider) {
    Connection row = daemon.row();
    return living().ask(row, provider, row.generation());
  }

  private LivingToken living() {
    IntrospectionEndpoint introspecting =
        (address, _, _) -> {
          asked.add(address);
          return introspection;
        };
    ProtectedResource showing =
        (address, _, _) -> {
          asked.add(address);
          return reception;
        };
    return new LivingToken(
        daemon.secrets, daemon.credentials, introspecting, showing, daemon.clock);
  }

  private static Provider with(
      @Nullable URI introspecting, @Nullable URI userinfo, Provider provider) {
    Endpoints old = provider.endpoints();
    return SampleProviders.endpoints(
        provider,
        new Endpoints(
            old.authorization(), old.token(), old.revocation(), introspecting, userinfo, false));
  }
}

package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.TOKEN;
import static io.rotakeep.adapter.oauth.Exchanges.publicClient;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.oauth.EgressCheck;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.probe.Sighting;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real connections on loopback, which leave from 127.0.0.1. */
@Timeout(60)
final class DeclaredEgressTest {
  private final List<String> counted = new CopyOnWriteArrayList<>();
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = ScriptedServer.answering(ScriptedServer.ok("{}"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void sendsNothingFromAnAddressThatIsNotDeclared() {
    assertThat(ask("127.0.0.2")).isEqualTo(new TokenObservation.Withheld("127.0.0.1"));

    assertThat(server.bytesRead()).isZero();
    assertThat(counted).containsExactly("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.0/29"})
  void sendsFromADeclaredAddress(String declared) {
    assertThat(ask(declared)).isInstanceOf(Answered.class);
    assertThat(counted).isEmpty();
  }

  @Test
  void sendsWhereNoneOfTheDeclaredAddressesIsHere() {
    assertThat(ask("203.0.113.7")).isInstanceOf(Answered.class);
    assertThat(counted).isEmpty();
  }

  @Test
  void holdsForAllThatIsAskedOfAServer() {
    OutboundSettings settings = settings("127.0.0.2");
    HttpServerProbe probe = new HttpServerProbe(settings);

    try (SecretBytes token = secret(TOKEN)) {
      assertThat(
              new HttpRevocationEndpoint(settings)
                  .revoke(server.uri("/revoke"), publicClient(), token))
          .isInstanceOf(RevocationOutcome.Unconfirmed.class);
    }
    assertThat(probe.page(server.uri("/authorize"), ServerTrust.USUAL))
        .isInstanceOfSatisfying(
            Sighting.Unseen.class,
            unseen -> assertThat(unseen.undeclared()).isEqualTo("127.0.0.1"));
    assertThat(server.bytesRead()).isZero();
    assertThat(counted).hasSize(2);
  }

  private TokenObservation ask(String declared) {
    try (SecretBytes token = secret(TOKEN)) {
      return new HttpTokenEndpoint(settings(declared))
          .ask(server.uri("/token"), publicClient(), new TokenQuestion.Refresh(token));
    }
  }

  private OutboundSettings settings(String declared) {
    EgressCheck check =
        new EgressCheck(
            DeclaredEgress.of(List.of(declared), false),
            List::of,
            counted::add,
            InstantSource.system());
    return new OutboundSettings(AMPLE, AMPLE, trust(), AddressGuard.PUBLIC_ONLY, null, check);
  }

  private static SSLContext trust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

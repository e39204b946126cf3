package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.GrantLimit;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.StartAuthorizationResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionAuthorizeCommandTest {
  private static final String ADDRESS = "https://login.example.com/authorize?state=x";

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void printsTheAddressAndWaitsUntilTheConnectionIsActive() {
    daemon
        .thenAnswers(started(Instant.now().plusSeconds(600)))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_PENDING_AUTHORIZATION, 0))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_PENDING_AUTHORIZATION, 0))
        .thenFails(Code.UNAVAILABLE, "STORE_UNAVAILABLE", Map.of())
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_ACTIVE, 1));

    var run = authorize();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .containsExactly(ADDRESS, "a is active, generation 1, subject user-1");
    assertThat(run.opened()).isEmpty();
    assertThat((StartAuthorizationRequest) daemon.requests().getFirst())
        .returns("okta", StartAuthorizationRequest::getProvider)
        .returns(Map.of("region", "emea"), StartAuthorizationRequest::getLabelsMap);
  }

  @Test
  void warnsBeforeTheConsentThatEndsTheOldestGrant() {
    daemon
        .thenAnswers(
            started(Instant.now().plusSeconds(600)).toBuilder()
                .setGrantLimit(GrantLimit.newBuilder().setGrants(6).setLimit(5))
                .build())
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_PENDING_AUTHORIZATION, 0))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_ACTIVE, 1));

    assertThat(authorize().err())
        .startsWith(
            "Careful: this is the user's grant number 6, and the provider keeps 5: it ends the"
                + " oldest.");
  }

  @Test
  void waitsForTheNextGenerationOfAnExistingConnection() {
    daemon
        .thenAnswers(started(Instant.now().plusSeconds(600)))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_ACTIVE, 4))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_ACTIVE, 4))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_ACTIVE, 5));

    assertThat(authorize().out()).contains("generation 5");
  }

  @Test
  void endsWhenNobodyConsentsInTime() {
    daemon
        .thenAnswers(started(Instant.now().minusSeconds(1)))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_PENDING_AUTHORIZATION, 0));

    var run = authorize();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("DEADLINE_EXCEEDED: nobody consented in time");
  }

  @Test
  void endsWhenTheConnectionIsAuthorizedButHeld() {
    daemon
        .thenAnswers(started(Instant.now().plusSeconds(600)))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_PENDING_AUTHORIZATION, 0))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_QUARANTINED, 1));

    var run = authorize();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("FAILED_PRECONDITION: a was authorized but is QUARANTINED");
  }

  @Test
  void opensTheBrowserOfAPersonAtATerminal() {
    daemon
        .thenAnswers(started(Instant.now().plusSeconds(600)))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_PENDING_AUTHORIZATION, 0))
        .thenAnswers(connection(ConnectionState.CONNECTION_STATE_ACTIVE, 1));

    var run = Run.on(daemon).atATerminal().of("connection", "authorize", "a", "--provider", "p");

    assertThat(run.opened()).containsExactly(ADDRESS);
  }

  @Test
  void doesNotWaitWhenToldSo() {
    daemon.thenAnswers(started(Instant.now().plusSeconds(600)));

    var run = Run.on(daemon).of("connection", "authorize", "a", "--provider", "p", "--no-wait");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().strip()).isEqualTo(ADDRESS);
  }

  private Run authorize() {
    return Run.on(daemon)
        .of(
            "connection",
            "authorize",
            "a",
            "--provider=okta",
            "--label=region=emea",
            "--no-browser");
  }

  private static StartAuthorizationResponse started(Instant end) {
    return StartAuthorizationResponse.newBuilder()
        .setAuthorizationUrl(ADDRESS)
        .setState("x")
        .setExpireTime(Timestamp.newBuilder().setSeconds(end.getEpochSecond()))
        .build();
  }

  private static Connection connection(ConnectionState state, long generation) {
    return Connection.newBuilder()
        .setId("a")
        .setState(state)
        .setGeneration(generation)
        .setSubject("user-1")
        .build();
  }
}

package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import io.rotakeep.v1.WatchIncidentsRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a grant that was taken away still lets through: not the next call, and no open stream. */
final class RevokedGrantTest {
  private static final Duration SOON = Duration.ofMillis(1500);

  private TestApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    api.connect("double", "crm/a", "erp/a");
    grant(Role.READER, List.of("**"), null);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void theNextCallIsRefused() {
    read("crm/a");

    grant(Role.READER, List.of("erp/*"), null);

    assertThat(refused(() -> read("crm/a"))).isEqualTo(Code.PERMISSION_DENIED);
    read("erp/a");
  }

  @Test
  void aWatchGivesBackWhatItsCallerLostAndTakesWhatItWon() {
    grant(Role.READER, List.of("crm/*"), null);
    Iterator<WatchAccessTokensResponse> events = watch();
    skipToSynced(events);

    Instant taken = Instant.now();
    grant(Role.READER, List.of("erp/*"), null);
    WatchAccessTokensResponse won = events.next();
    WatchAccessTokensResponse lost = events.next();
    Duration late = Duration.between(taken, Instant.now());

    System.out.printf("a watch changed %d ms after its policy%n", late.toMillis());
    assertThat(won.getToken().getConnection()).isEqualTo("erp/a");
    assertThat(lost.getState().getConnection()).isEqualTo("crm/a");
    assertThat(lost.getState().getDeleted()).isTrue();
    assertThat(late).isLessThan(SOON);
  }

  @Test
  void aWatchEndsWithTheLastRight() {
    Iterator<WatchAccessTokensResponse> events = watch();
    skipToSynced(events);
    Instant taken = Instant.now();

    grant(Role.SUPPORT, List.of("**"), null);

    assertThat(refused(events::next)).isEqualTo(Code.PERMISSION_DENIED);
    Duration late = Duration.between(taken, Instant.now());
    System.out.printf("a watch ended %d ms after its policy%n", late.toMillis());
    assertThat(late).isLessThan(SOON);
  }

  @Test
  void aWatchEndsWithItsBreakGlassPolicy() {
    Instant end = Instant.now().plusMillis(1200);
    grant(Role.READER, List.of("**"), end);
    Iterator<WatchAccessTokensResponse> events = watch();
    skipToSynced(events);

    assertThat(refused(events::next)).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(Duration.between(end, Instant.now())).isBetween(Duration.ZERO, SOON);
  }

  @Test
  void aWatchOfIncidentsEndsToo() {
    grant(Role.SECURITY, List.of("**"), null);
    var events =
        IncidentServiceGrpc.newBlockingStub(api.channel())
            .watch(WatchIncidentsRequest.getDefaultInstance());
    events.next();
    Instant taken = Instant.now();

    grant(Role.READER, List.of("**"), null);

    assertThat(refused(events::next)).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(Duration.between(taken, Instant.now())).isLessThan(SOON);
  }

  @Test
  void aCursorFromBeforeIsToldEverythingAnew() {
    Iterator<WatchAccessTokensResponse> events = watch();
    String cursor = skipToSynced(events);

    grant(Role.READER, List.of("crm/*"), null);
    Iterator<WatchAccessTokensResponse> resumed =
        api.tokens()
            .watchAccessTokens(
                WatchAccessTokensRequest.newBuilder()
                    .setFilter("provider = double")
                    .setCursor(cursor)
                    .build());

    assertThat(resumed.next().getToken().getConnection()).isEqualTo("crm/a");
    assertThat(resumed.next().getSynced().getResumed()).isFalse();
  }

  private void grant(Role role, List<String> connections, @Nullable Instant end) {
    api.vault.access.grant(
        List.of(new Policy("p", List.of("dev"), connections, Map.of(), Set.of(role), end)));
  }

  private Iterator<WatchAccessTokensResponse> watch() {
    return api.tokens()
        .watchAccessTokens(
            WatchAccessTokensRequest.newBuilder().setFilter("provider = double").build());
  }

  private static String skipToSynced(Iterator<WatchAccessTokensResponse> events) {
    WatchAccessTokensResponse event = events.next();
    while (!event.hasSynced()) {
      event = events.next();
    }
    return event.getCursor();
  }

  private void read(String id) {
    var _ =
        api.tokens().getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build());
  }

  private static Code refused(Runnable call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call::run);
    return error == null ? Code.OK : error.getStatus().getCode();
  }
}

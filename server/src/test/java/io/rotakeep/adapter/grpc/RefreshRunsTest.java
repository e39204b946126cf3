package io.rotakeep.adapter.grpc;

import static io.rotakeep.v1.BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ALREADY_REFRESHED;
import static io.rotakeep.v1.BulkRefreshOutcome.BULK_REFRESH_OUTCOME_FAILED;
import static io.rotakeep.v1.BulkRefreshOutcome.BULK_REFRESH_OUTCOME_REJECTED;
import static io.rotakeep.v1.BulkRefreshOutcome.BULK_REFRESH_OUTCOME_ROTATED;
import static io.rotakeep.v1.BulkRefreshOutcome.BULK_REFRESH_OUTCOME_UNSPECIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.QuarantineConnectionRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Refreshing many as containment: at a pace, told one by one, and gone on with. */
@Timeout(60)
final class RefreshRunsTest {
  private TestApi api;
  private ConnectionServiceBlockingStub connections;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    connections = api.connections();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void goesOnWithARunThatWasInterruptedAndRefreshesNothingTwice() throws Exception {
    api.connect("double", "crm/a", "crm/b", "crm/c", "crm/d");

    Timestamp runStart = interruptedAfter(2, all().setMaxPerSecond(2).build());
    List<ConnectionResult> rest =
        results(connections.refreshConnections(all().setSince(runStart).build()));

    assertThat(rest)
        .extracting(ConnectionResult::getRefreshOutcome)
        .startsWith(BULK_REFRESH_OUTCOME_ALREADY_REFRESHED, BULK_REFRESH_OUTCOME_ALREADY_REFRESHED)
        .endsWith(BULK_REFRESH_OUTCOME_ROTATED);
    assertThat(rest).extracting(result -> generation(result.getConnection())).containsOnly(3L);
    assertThat(api.server.report().presentedMoreThanOnce()).isEmpty();
  }

  @Test
  void tellsInADryRunWhatIsLeftOfARun() throws Exception {
    api.connect("double", "crm/a", "crm/b");
    Timestamp before = Timestamps.fromMillis(Instant.now().toEpochMilli());
    var one = RefreshConnectionsRequest.newBuilder().setSelector(ids("crm/a"));
    assertThat(results(connections.refreshConnections(one.build()))).hasSize(1);

    List<ConnectionResult> left =
        results(connections.refreshConnections(all().setSince(before).setDryRun(true).build()));

    assertThat(left)
        .extracting(ConnectionResult::getRefreshOutcome)
        .containsExactly(BULK_REFRESH_OUTCOME_ALREADY_REFRESHED, BULK_REFRESH_OUTCOME_UNSPECIFIED);
    assertThat(generation("crm/b")).isEqualTo(2);
  }

  @Test
  void beginsNoMoreInASecondThanIsAskedFor() throws Exception {
    api.connect("double", "crm/a", "crm/b", "crm/c", "crm/d");
    long before = System.nanoTime();

    var _ = results(connections.refreshConnections(all().setMaxPerSecond(5).build()));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(599));
  }

  @Test
  void namesTheAccessTokenThatMayStillBeUsedElsewhere() throws Exception {
    api.connect("double", "crm/a");
    var old =
        api.tokens()
            .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection("crm/a").build());

    List<ConnectionsProgress> steps = steps(connections.refreshConnections(all().build()));
    ConnectionResult again =
        results(
                connections.refreshConnections(
                    all().setSince(steps.getLast().getRunStart()).build()))
            .getFirst();

    ConnectionResult result = steps.get(1).getResults(0);
    assertThat(result.getOlderTokenId()).isEqualTo(old.getTokenId());
    assertThat(Timestamps.toMillis(result.getOlderTokenExpireTime()))
        .isEqualTo(Timestamps.toMillis(old.getExpireTime()));
    assertThat(again.getOlderTokenId()).isEmpty();
    assertThat(Timestamps.toMillis(again.getOlderTokenExpireTime()))
        .as("the latest time possible is not before the true one")
        .isGreaterThanOrEqualTo(Timestamps.toMillis(old.getExpireTime()));
  }

  @Test
  void tellsRefusalsFromWhatWasNotSent() throws Exception {
    api.connect("double", "crm/held", "crm/stolen", "crm/well");
    api.server.revokeSubject("user of crm/stolen");
    var _ =
        connections.quarantineConnection(
            QuarantineConnectionRequest.newBuilder()
                .setConnection("crm/held")
                .setComment("looked at")
                .build());
    ServerReport before = api.server.report();

    List<ConnectionResult> results = results(connections.refreshConnections(all().build()));

    assertThat(results)
        .extracting(ConnectionResult::getRefreshOutcome)
        .containsExactly(
            BULK_REFRESH_OUTCOME_FAILED,
            BULK_REFRESH_OUTCOME_REJECTED,
            BULK_REFRESH_OUTCOME_ROTATED);
    ConnectionResult refused = results.get(1);
    assertThat(refused.getState()).isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED);
    assertThat(TestApi.infoOf(refused.getError()).getMetadataMap()).containsKey("incident");
    assertThat(api.server.report().presentations()).hasSize(before.presentations().size() + 2);
  }

  @Test
  void refusesARunOfTheFutureAndAPaceOutOfBounds() throws Exception {
    api.connect("double", "crm/a");
    Timestamp later = Timestamps.fromMillis(Instant.now().plusSeconds(60).toEpochMilli());

    assertRefused(all().setSince(later), "since");
    assertRefused(all().setSince(Timestamp.newBuilder().setNanos(-1)), "since");
    assertRefused(all().setMaxPerSecond(0), "max_per_second");
    assertRefused(all().setMaxPerSecond(100.5), "max_per_second");
    assertRefused(all().setMaxPerSecond(Double.NaN), "max_per_second");
    assertThat(generation("crm/a")).isEqualTo(2);
  }

  private void assertRefused(RefreshConnectionsRequest.Builder request, String field) {
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> connections.refreshConnections(request.build()).hasNext());
    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("INVALID_FIELD");
    assertThat(error).hasMessageContaining(field);
  }

  /** Listens until so many are done, then leaves; returns when the run began. */
  private Timestamp interruptedAfter(int done, RefreshConnectionsRequest request) {
    Context.CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      var steps = connections.refreshConnections(request);
      ConnectionsProgress step = steps.next();
      while (step.getDone() < done) {
        step = steps.next();
      }
      return step.getRunStart();
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  private static RefreshConnectionsRequest.Builder all() {
    return RefreshConnectionsRequest.newBuilder()
        .setSelector(ConnectionSelector.newBuilder().setAll(true));
  }

  private static ConnectionSelector ids(String... ids) {
    return ConnectionSelector.newBuilder()
        .setIds(ConnectionIds.newBuilder().addAllIds(List.of(ids)))
        .build();
  }

  private long generation(String id) {
    return connections
        .getConnection(GetConnectionRequest.newBuilder().setConnection(id).build())
        .getGeneration();
  }

  private static List<ConnectionsProgress> steps(Iterator<ConnectionsProgress> stream) {
    List<ConnectionsProgress> steps = new ArrayList<>();
    stream.forEachRemaining(steps::add);
    return steps;
  }

  private static List<ConnectionResult> results(Iterator<ConnectionsProgress> stream) {
    return steps(stream).stream().flatMap(step -> step.getResultsList().stream()).toList();
  }
}

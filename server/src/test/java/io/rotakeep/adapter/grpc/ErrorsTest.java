package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RefreshFailure.PersonNeeded;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ErrorsTest {
  private static final Duration WAIT = Duration.ofMillis(1500);
  private static final CallLog LOG =
      new CallLog(new ErrorLog(InstantSource.system()), "dev", "r-1");

  record Row(RefreshFailure failure, Code code, String reason, boolean retry) {}

  static Stream<Row> peopleMustAct() {
    return Stream.of(
        new Row(new RefreshFailure.NotFound(), Code.NOT_FOUND, "CONNECTION_NOT_FOUND", false),
        new Row(
            new PersonNeeded(new ConnectionState.PendingAuthorization()),
            Code.FAILED_PRECONDITION,
            "CONNECTION_PENDING",
            false),
        new Row(
            new PersonNeeded(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE)),
            Code.FAILED_PRECONDITION,
            "REAUTHORIZATION_REQUIRED",
            false),
        new Row(
            new PersonNeeded(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE)),
            Code.FAILED_PRECONDITION,
            "CONNECTION_QUARANTINED",
            false),
        new Row(
            new PersonNeeded(new ConnectionState.Quarantined(Reason.INTEGRITY)),
            Code.DATA_LOSS,
            "INTEGRITY",
            false),
        new Row(
            new PersonNeeded(new ConnectionState.Revoked(Reason.OPERATOR)),
            Code.FAILED_PRECONDITION,
            "CONNECTION_REVOKED",
            false));
  }

  static Stream<Row> waits() {
    return Stream.of(
        new Row(new RefreshFailure.InDoubt(WAIT), Code.UNAVAILABLE, "CONNECTION_IN_DOUBT", true),
        new Row(
            new RefreshFailure.ProviderUnavailable(WAIT),
            Code.UNAVAILABLE,
            "PROVIDER_UNAVAILABLE",
            true),
        new Row(
            new RefreshFailure.ProviderThrottled(WAIT),
            Code.RESOURCE_EXHAUSTED,
            "PROVIDER_THROTTLED",
            true),
        new Row(
            new RefreshFailure.BudgetSpent(WAIT),
            Code.RESOURCE_EXHAUSTED,
            "REFRESH_BUDGET_SPENT",
            true),
        new Row(
            new RefreshFailure.ClientMisconfigured("invalid_client"),
            Code.FAILED_PRECONDITION,
            "CLIENT_MISCONFIGURED",
            false),
        new Row(
            new RefreshFailure.FreshTokenRejected(),
            Code.FAILED_PRECONDITION,
            "FRESH_TOKEN_REJECTED",
            false),
        new Row(
            new RefreshFailure.TooManyWaiters(), Code.RESOURCE_EXHAUSTED, "TOO_MANY_WAITERS", true),
        new Row(new RefreshFailure.StoreUnavailable(), Code.UNAVAILABLE, "STORE_UNAVAILABLE", true),
        new Row(new RefreshFailure.AuditUnavailable(), Code.UNAVAILABLE, "AUDIT_UNAVAILABLE", true),
        new Row(new RefreshFailure.Sealed(), Code.UNAVAILABLE, "SEALED", false),
        new Row(new RefreshFailure.Integrity(), Code.DATA_LOSS, "INTEGRITY", false),
        new Row(new RefreshFailure.KeyTermUnknown(), Code.UNAVAILABLE, "STORE_UNAVAILABLE", true),
        new Row(new RefreshFailure.DeadlinePassed(), Code.DEADLINE_EXCEEDED, "", false));
  }

  @ParameterizedTest
  @MethodSource({"peopleMustAct", "waits"})
  void answersEachFailureAsTheContractSays(Row row) throws InvalidProtocolBufferException {
    InMemoryStores stores = new InMemoryStores();
    FailureReplies replies =
        new FailureReplies(
            stores.connections(),
            new Incidents(
                stores.incidents(), new MemoryAudit(), (_, _) -> {}, InstantSource.system()));

    Status status = replies.of(row.failure(), new ConnectionId("crm/a")).proto();

    assertThat(status.getCode()).isEqualTo(row.code().value());
    assertThat(TestApi.infoOf(status).getReason()).isEqualTo(row.reason());
    assertThat(status.getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class)))
        .isEqualTo(row.retry());
    boolean person = row.code() == Code.FAILED_PRECONDITION;
    assertThat(TestApi.infoOf(status).containsMetadata("next_step"))
        .isEqualTo((person && row.failure() instanceof PersonNeeded) || hasOwnAdvice(row));
  }

  @Test
  void keepsWhatWentWrongInsideToTheLog() {
    List<RuntimeException> thrown =
        List.of(
            new IllegalStateException("jdbc:h2:/var/lib/rotakeep SELECT * FROM connections"),
            new StoreUnavailableException("jdbc:h2:/var/lib", new RuntimeException("SELECT")),
            new JournalUnavailableException("/var/lib/rotakeep/journal is full"));

    for (RuntimeException exception : thrown) {
      String text = Errors.of(exception, LOG).proto().toString();

      assertThat(text).doesNotContain("SELECT", "/var/lib", "jdbc", "IllegalState");
    }
    assertThat(Errors.of(thrown.getFirst(), LOG).proto().getMessage())
        .isEqualTo("internal error, request id r-1");
  }

  private static boolean hasOwnAdvice(Row row) {
    return row.failure() instanceof RefreshFailure.KeyTermUnknown
        || List.of("FRESH_TOKEN_REJECTED", "SEALED", "INTEGRITY").contains(row.reason());
  }
}

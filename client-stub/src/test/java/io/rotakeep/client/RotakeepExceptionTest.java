package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.rotakeep.v1.ErrorReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RotakeepExceptionTest {
  private final FakeDaemon daemon = new FakeDaemon();
  private final RotakeepClient client = RotakeepClient.builder().address(daemon.address()).build();

  @AfterEach
  void stop() {
    client.close();
    daemon.close();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT,    INVALID_FIELD,            InvalidRequest,          FIX_THE_CALL",
    "UNAUTHENTICATED,     CALLER_UNKNOWN,           NotAuthenticated,        FIX_THE_CALL",
    "PERMISSION_DENIED,   NOT_ALLOWED,              NotAllowed,              FIX_THE_CALL",
    "NOT_FOUND,           CONNECTION_NOT_FOUND,     NotFound,                FIX_THE_CALL",
    "NOT_FOUND,           PROVIDER_NOT_FOUND,       NotFound,                FIX_THE_CALL",
    "NOT_FOUND,           INCIDENT_NOT_FOUND,       NotFound,                FIX_THE_CALL",
    "NOT_FOUND,           APPROVAL_NOT_FOUND,       NotFound,                FIX_THE_CALL",
    "ALREADY_EXISTS,      CONNECTION_EXISTS,        AlreadyExists,           FIX_THE_CALL",
    "FAILED_PRECONDITION, REAUTHORIZATION_REQUIRED, ReauthorizationRequired, ASK_A_PERSON",
    "FAILED_PRECONDITION, CONNECTION_QUARANTINED,   ConnectionQuarantined,   ASK_A_PERSON",
    "FAILED_PRECONDITION, CONNECTION_REVOKED,       ConnectionRevoked,       ASK_A_PERSON",
    "FAILED_PRECONDITION, CONNECTION_PENDING,       ConnectionPending,       ASK_A_PERSON",
    "FAILED_PRECONDITION, CLIENT_MISCONFIGURED,     ClientMisconfigured,     ASK_A_PERSON",
    "FAILED_PRECONDITION, FRESH_TOKEN_REJECTED,     FreshTokenRejected,      ASK_A_PERSON",
    "FAILED_PRECONDITION, SUBJECT_MISMATCH,         SubjectMismatch,         ASK_A_PERSON",
    "FAILED_PRECONDITION, PROVIDER_IN_USE,          PreconditionFailed,      ASK_A_PERSON",
    "FAILED_PRECONDITION, AUTHORIZATION_REFUSED,    PreconditionFailed,      ASK_A_PERSON",
    "FAILED_PRECONDITION, WRONG_STATE,              PreconditionFailed,      ASK_A_PERSON",
    "FAILED_PRECONDITION, COUNT_MISMATCH,           PreconditionFailed,      ASK_A_PERSON",
    "FAILED_PRECONDITION, TOKEN_RETIRED ,           PreconditionFailed,      ASK_A_PERSON",
    "FAILED_PRECONDITION, APPROVAL_REQUIRED,        PreconditionFailed,      ASK_A_PERSON",
    "ABORTED,             ETAG_MISMATCH,            Outdated,                FIX_THE_CALL",
    "DATA_LOSS,           INTEGRITY,                IntegrityLost,           ASK_A_PERSON",
    "UNAVAILABLE,         SEALED,                   Unavailable,             RETRY",
    "UNAVAILABLE,         CONNECTION_IN_DOUBT,      ConnectionInDoubt,       RETRY",
    "UNAVAILABLE,         PROVIDER_UNAVAILABLE,     ProviderUnavailable,     RETRY",
    "UNAVAILABLE,         STORE_UNAVAILABLE,        Unavailable,             RETRY",
    "UNAVAILABLE,         AUDIT_UNAVAILABLE,        Unavailable,             RETRY",
    "RESOURCE_EXHAUSTED,  PROVIDER_THROTTLED,       Throttled,               RETRY",
    "RESOURCE_EXHAUSTED,  REFRESH_BUDGET_SPENT,     Throttled,               RETRY",
    "RESOURCE_EXHAUSTED,  CALLER_THROTTLED,         Throttled,               RETRY",
    "RESOURCE_EXHAUSTED,  TOO_MANY_WAITERS,         Throttled,               RETRY",
    "FAILED_PRECONDITION, SOMETHING_NEW,            PreconditionFailed,      ASK_A_PERSON",
    "UNAVAILABLE,         SOMETHING_NEW,            Unavailable,             RETRY",
  })
  void givesEachReasonItsTypeAndAdvice(Code code, String reason, String type, Advice advice) {
    var failure = failureOf(status(code, info(reason, Map.of())));

    assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
    assertThat(failure.advice()).isEqualTo(advice);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.status().name()).isEqualTo(code.name());
    assertThat(failure).hasMessage(code + "/" + reason + ": what went wrong");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"UNRECOGNIZED", "ERROR_REASON_UNSPECIFIED"},
      mode = EnumSource.Mode.EXCLUDE)
  void knowsEveryReasonByItsOwn(ErrorReason reason) {
    var name = reason.name().substring("ERROR_REASON_".length());

    var failure = failureOf(status(Code.INTERNAL, info(name, Map.of())));

    assertThat(failure).isNotInstanceOf(RotakeepException.UnexpectedFailure.class);
  }

  @Test
  void givesEveryBareStatusAType() {
    var codes = EnumSet.complementOf(EnumSet.of(Code.OK, Code.UNRECOGNIZED));

    Stream<RotakeepException> failures = codes.stream().map(code -> failureOf(status(code)));

    assertThat(failures)
        .allSatisfy(failure -> assertThat(failure.reason()).isEmpty())
        .filteredOn(RotakeepException.UnexpectedFailure.class::isInstance)
        .extracting(RotakeepException::status)
        .containsExactlyInAnyOrder(io.grpc.Status.Code.UNKNOWN, io.grpc.Status.Code.INTERNAL);
  }

  @Test
  void tellsWhatAPersonShouldDo() {
    var metadata = Map.of("next_step", "reinstate it once it is safe", "incident", "inc-1");

    var failure =
        failureOf(status(Code.FAILED_PRECONDITION, info("CONNECTION_QUARANTINED", metadata)));

    assertThat(failure.nextStep()).contains("reinstate it once it is safe");
    assertThat(failure.incident()).contains("inc-1");
    assertThat(failure.metadata()).isEqualTo(metadata);
  }

  @Test
  void tellsHowLongToWait() {
    var wait = RetryInfo.newBuilder();
    wait.getRetryDelayBuilder().setSeconds(2).setNanos(500_000_000);

    var failure =
        failureOf(
            status(
                Code.UNAVAILABLE, info("CONNECTION_IN_DOUBT", Map.of()), Any.pack(wait.build())));

    assertThat(failure.advice()).isEqualTo(Advice.WAIT);
    assertThat(failure.retryAfter()).contains(Duration.ofMillis(2500));
  }

  @Test
  void namesTheFieldsAtFault() {
    var request = BadRequest.newBuilder();
    request
        .addFieldViolationsBuilder()
        .setField("connection")
        .setDescription("must not hold capital letters");

    var failure =
        failureOf(
            status(
                Code.INVALID_ARGUMENT, info("INVALID_FIELD", Map.of()), Any.pack(request.build())));

    assertThat(failure.violations())
        .containsExactly(new FieldViolation("connection", "must not hold capital letters"));
    assertThat(failure).hasMessageContaining("connection: must not hold capital letters");
  }

  @Test
  void ignoresDetailsOfOthersAndDetailsThatCannotBeRead() {
    var foreign = ErrorInfo.newBuilder().setDomain("proxy").setReason("SEALED").build();
    var broken =
        Any.newBuilder()
            .setTypeUrl("type.googleapis.com/google.rpc.RetryInfo")
            .setValue(com.google.protobuf.ByteString.copyFrom(new byte[] {(byte) 0xff}))
            .build();

    var failure = failureOf(status(Code.UNAVAILABLE, Any.pack(foreign), broken));

    assertThat(failure).isInstanceOf(RotakeepException.Unavailable.class);
    assertThat(failure.reason()).isEmpty();
    assertThat(failure.retryAfter()).isEmpty();
  }

  private RotakeepException failureOf(Status status) {
    daemon.fail(status);
    return catchThrowableOfType(RotakeepException.class, () -> client.accessToken("a"));
  }

  private static Status status(Code code, Any... details) {
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage("what went wrong")
        .addAllDetails(Arrays.asList(details))
        .build();
  }

  private static Any info(String reason, Map<String, String> metadata) {
    return Any.pack(
        ErrorInfo.newBuilder()
            .setDomain("rotakeep")
            .setReason(reason)
            .putAllMetadata(metadata)
            .build());
  }
}

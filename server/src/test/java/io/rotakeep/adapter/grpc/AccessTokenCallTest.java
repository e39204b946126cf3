package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessTokenCallTest {
  private static final String ID = "crm/acme";

  private TestApi api;
  private TokenServiceBlockingStub tokens;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    tokens = api.tokens();
    api.connect("double", ID);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void answersWithTheTokenAndAllThatBelongsToIt() {
    GetAccessTokenResponse answer = tokens.getAccessToken(request(ID));

    assertThat(api.server.report().allTokensEverIssued()).contains(answer.getAccessToken());
    assertThat(answer.getTokenType()).isEqualTo("Bearer");
    assertThat(answer.getTokenId()).startsWith("at:");
    assertThat(answer.getGeneration()).isEqualTo(2);
    assertThat(answer.getExpireTime().getSeconds()).isPositive();
  }

  @Test
  void recordsEachAnswerBeforeItIsGiven() {
    tokens.getAccessToken(request(ID));

    assertThat(api.vault.audit.records())
        .filteredOn(record -> record.action() == AuditAction.ACCESS_TOKEN_READ)
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.caller()).isEqualTo("dev");
              assertThat(record.connection()).isEqualTo(ID);
              assertThat(record.handle()).startsWith("at:");
            });
  }

  @Test
  void refreshesNoTokenYoungerThanAMinuteOnCallersWords() {
    long before = refreshes();
    String rejected = tokens.getAccessToken(request(ID)).getTokenId();

    List<String> answered;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      answered =
          IntStream.range(0, 200)
              .mapToObj(_ -> CompletableFuture.supplyAsync(() -> tokenId(rejected), threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();
    }

    assertThat(answered).containsOnly("FRESH_TOKEN_REJECTED");
    assertThat(refreshes()).isEqualTo(before);
  }

  @Test
  void withholdsTheTokenWhenTheAuditTakesNoRecord() {
    api.vault.audit.broken(true);

    StatusRuntimeException error = failure(() -> tokens.getAccessToken(request(ID)));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("AUDIT_UNAVAILABLE");
    assertThat(error.getMessage()).doesNotContain("/secret/path");
  }

  @Test
  void saysWhoMustConsentAndHow() {
    ConnectionServiceBlockingStub connections = api.connections();
    connections.startAuthorization(
        StartAuthorizationRequest.newBuilder()
            .setConnection("crm/new")
            .setProvider("double")
            .build());

    StatusRuntimeException error = failure(() -> tokens.getAccessToken(request("crm/new")));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(TestApi.infoOf(error).getDomain()).isEqualTo("rotakeep");
    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("CONNECTION_PENDING");
    assertThat(TestApi.infoOf(error).getMetadataMap())
        .containsEntry("connection", "crm/new")
        .containsEntry("provider", "double")
        .containsEntry("state", "PENDING_AUTHORIZATION")
        .containsEntry("next_step", "rotakeep connection authorize crm/new --provider double");
  }

  @Test
  void servesNothingOnceRevoked() {
    tokens.getAccessToken(request(ID));
    api.connections()
        .revokeConnection(RevokeConnectionRequest.newBuilder().setConnection(ID).build());

    StatusRuntimeException error = failure(() -> tokens.getAccessToken(request(ID)));

    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("CONNECTION_REVOKED");
  }

  @Test
  void tellsPermittedCallersThatThereIsNoSuchConnection() {
    StatusRuntimeException error = failure(() -> tokens.getAccessToken(request("crm/nobody")));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("CONNECTION_NOT_FOUND");
  }

  @Test
  void servesNothingWhileSealed() {
    tokens.getAccessToken(request(ID));
    api.vault.seal.seal();

    StatusRuntimeException error = failure(() -> tokens.getAccessToken(request(ID)));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("SEALED");
  }

  @Test
  void goesOnWithARefreshWhoseCallerGaveUp() throws Exception {
    api.connect("double", "crm/slow");
    api.server.behaviour().tokenPace().hold();
    var refresh =
        io.rotakeep.v1.RefreshConnectionRequest.newBuilder().setConnection("crm/slow").build();

    StatusRuntimeException error =
        failure(
            () ->
                api.connections()
                    .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                    .refreshConnection(refresh));
    api.server.behaviour().tokenPace().release();

    assertThat(error.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
    await()
        .untilAsserted(
            () ->
                assertThat(tokens.getAccessToken(request("crm/slow")).getGeneration())
                    .isEqualTo(3));
  }

  @Test
  void refusesANegativeValidity() {
    GetAccessTokenRequest wrong =
        GetAccessTokenRequest.newBuilder()
            .setConnection(ID)
            .setMinValidity(Duration.newBuilder().setSeconds(-1))
            .build();

    StatusRuntimeException error = failure(() -> tokens.getAccessToken(wrong));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(error.getMessage()).contains("min_validity: must be a duration");
  }

  private String tokenId(String rejected) {
    try {
      return api.tokens()
          .getAccessToken(request(ID).toBuilder().setRejectedTokenId(rejected).build())
          .getTokenId();
    } catch (StatusRuntimeException e) {
      return TestApi.infoOf(e).getReason();
    }
  }

  private long refreshes() {
    return api.server.report().presentationsPerToken().values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static GetAccessTokenRequest request(String id) {
    return GetAccessTokenRequest.newBuilder().setConnection(id).build();
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }
}

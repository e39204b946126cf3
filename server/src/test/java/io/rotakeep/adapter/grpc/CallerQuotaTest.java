package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.incident.CallerAlarm;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.quota.Excess;
import io.rotakeep.core.quota.Quota;
import io.rotakeep.core.quota.QuotaLimit;
import io.rotakeep.core.quota.QuotaObserver;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CallerQuotaTest {
  @TempDir private static Path directory;
  private static TestApi api;

  private final CallerAlarm alarm = new CallerAlarm();
  private final AtomicInteger throttled = new AtomicInteger();

  @BeforeAll
  static void start() throws Exception {
    api = TestApi.dev(directory);
    api.connect("double", "crm/a", "crm/b", "crm/c");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void readAll() {
    api.vault.access.allow(List.of(), QuotaObserver.NOBODY);
    List.of("crm/a", "crm/b", "crm/c").forEach(CallerQuotaTest::read);
  }

  @Test
  void oneConnectionTooManyIsRefusedAndTheOthersGoOn() throws Exception {
    allow(Quota.NO_LIMIT, Quota.NO_LIMIT, 2);
    read("crm/a");
    read("crm/b");

    StatusRuntimeException refused = refused(() -> read("crm/c"));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(TestApi.infoOf(refused).getReason()).isEqualTo("CALLER_THROTTLED");
    assertThat(TestApi.infoOf(refused).getMetadataOrThrow("limit"))
        .isEqualTo("distinct_connections_per_hour");
    assertThat(wait(refused)).isBetween(3590L, 3600L);
    assertThat(read("crm/a")).isNotEmpty();
    assertThat(api.vault.audit.records().getLast().connection()).isEqualTo("crm/a");
  }

  @Test
  void oneIncidentTellsOfAllThatACallerPassesInAnHour() {
    allow(Quota.NO_LIMIT, 3, 2);
    read("crm/a");
    read("crm/b");
    for (int i = 0; i < 20; i++) {
      refused(() -> read("crm/c"));
    }
    alarm.open(api.vault.incidents);
    read("crm/a");
    refused(() -> read("crm/a"));
    alarm.open(api.vault.incidents);

    List<Incident> opened =
        api.vault.incidents.unresolved().stream()
            .filter(one -> one.kind() == IncidentKind.CALLER_ANOMALY)
            .filter(one -> one.story().summary().contains("quota of 2 distinct"))
            .toList();

    assertThat(throttled).hasValue(21);
    assertThat(opened).hasSize(1);
    assertThat(opened.getFirst().severity()).isEqualTo(Severity.HIGH);
    assertThat(opened.getFirst().concerned().connections()).isEmpty();
    assertThat(opened.getFirst().concerned().count()).isEqualTo(2);
    assertThat(opened.getFirst().story().evidence())
        .extracting(Evidence::kind)
        .containsExactly(Evidence.Kind.TOO_MANY_CONNECTIONS, Evidence.Kind.TOO_MANY_TOKENS);
    assertThat(opened.getFirst().story().evidence().getFirst().detail())
        .startsWith("dev asked for more than its quota of 2 distinct_connections_per_hour")
        .contains("had 2 tokens of 2 connections");
  }

  @Test
  void tooManyCallsOfAnyKindAreRefusedForAMoment() throws Exception {
    allow(1, Quota.NO_LIMIT, Quota.NO_LIMIT);
    var system = SystemServiceGrpc.newBlockingStub(api.channel());

    StatusRuntimeException refused =
        refused(
            () -> {
              for (int i = 0; i < 50; i++) {
                var _ = system.getStatus(GetStatusRequest.getDefaultInstance());
              }
            });

    assertThat(TestApi.infoOf(refused).getMetadataOrThrow("limit"))
        .isEqualTo("requests_per_second");
    assertThat(wait(refused)).isBetween(0L, 1L);
  }

  /** The call and 40 lines: 20 at once, and one every 50 ms. */
  @Test
  void everyLineOfAnImportCountsAndWaitsForItsTurn() throws Exception {
    List<ImportRefreshTokensRequest> lines =
        IntStream.range(0, 40)
            .mapToObj(i -> api.granted("crm/line" + i, "double").setDryRun(true).build())
            .toList();
    allow(20, Quota.NO_LIMIT, Quota.NO_LIMIT);
    long begun = System.nanoTime();

    List<ImportRefreshTokensResponse> answers = api.exchange(lines);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(950));
    assertThat(answers)
        .hasSize(40)
        .extracting(ImportRefreshTokensResponse::getResult)
        .containsOnly(ImportResult.IMPORT_RESULT_ACCEPTABLE);
    assertThat(throttled).hasValue(0);
  }

  @Test
  void aWatchEndsWhereTheQuotaDoes() {
    allow(Quota.NO_LIMIT, Quota.NO_LIMIT, 2);

    StatusRuntimeException refused =
        refused(
            () ->
                api.tokens()
                    .watchAccessTokens(
                        WatchAccessTokensRequest.newBuilder()
                            .setFilter("provider = double")
                            .build())
                    .forEachRemaining(event -> assertThat(event.hasSynced()).isFalse()));

    assertThat(TestApi.infoOf(refused).getReason()).isEqualTo("CALLER_THROTTLED");
  }

  private void allow(int requests, int tokens, int connections) {
    api.vault.access.allow(
        List.of(new Quota(List.of("dev"), requests, tokens, connections)),
        new QuotaObserver() {
          @Override
          public void throttled(QuotaLimit limit) {
            throttled.incrementAndGet();
          }

          @Override
          public void exceeded(Excess excess) {
            alarm.raise(excess);
          }
        });
  }

  private static String read(String id) {
    return api.tokens()
        .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build())
        .getAccessToken();
  }

  private static StatusRuntimeException refused(Runnable call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(error).isNotNull();
    return error;
  }

  private static long wait(StatusRuntimeException refused) throws Exception {
    for (var detail : TestApi.detailsOf(refused).getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        return detail.unpack(RetryInfo.class).getRetryDelay().getSeconds();
      }
    }
    throw new AssertionError("no RetryInfo");
  }
}

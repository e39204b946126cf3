package io.rotakeep.adapter.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import io.rotakeep.adapter.grpc.HealthReport;
import io.rotakeep.adapter.grpc.RpcServer;
import io.rotakeep.adapter.grpc.RpcSettings;
import io.rotakeep.adapter.grpc.ServiceTable;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.testkit.corpus.Surface;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of what would make metrics grow, or their lines break. */
final class MetricsBadInputTest {
  private static final String OTHER = "counted under one name for all others";
  private static final String ESCAPED = "escaped, one line stays one line";

  static List<BadInput> cases() {
    return List.of(
        new BadInput(Row.B57, "a million providers", OTHER, MetricsBadInputTest::providers),
        new BadInput(Row.B57, "ten thousand outcomes", OTHER, MetricsBadInputTest::outcomes),
        new BadInput(Row.B57, "methods that callers make up", OTHER, MetricsBadInputTest::methods),
        new BadInput(Row.B57, "a line break in a word", ESCAPED, MetricsBadInputTest::lines));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void staysSmallAndWellFormed(BadInput bad) throws Exception {
    assertThat(bad.attack().answer()).isEqualTo(bad.answer());
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find().check(Surface.METRICS, cases().stream().map(BadInput::answered).toList());
  }

  private static String providers() {
    ProviderLabels labels = new ProviderLabels();
    long own = 0;
    for (int i = 0; i < 1_000_000; i++) {
      String name = "p" + i;
      own += labels.of(name).equals(name) ? 1 : 0;
    }
    return own <= ProviderLabels.MOST ? OTHER : own + " names";
  }

  private static String outcomes() {
    try (PrometheusMeters meters = new PrometheusMeters()) {
      for (int i = 0; i < 10_000; i++) {
        meters.rotations().finished(new ProviderName("p"), "outcome" + i, Duration.ZERO);
        meters.rotations().rejected(new ProviderName("p"), "word" + i);
      }
      return meters.scrape().lines().count() < 2_000 ? OTHER : "as many lines as words";
    }
  }

  private static String lines() {
    try (PrometheusMeters meters = new PrometheusMeters()) {
      meters.rotations().rejected(new ProviderName("p"), "a\nrotakeep_sealed 1\n\"}");
      return meters.scrape().lines().noneMatch(line -> line.startsWith("rotakeep_sealed 1"))
          ? ESCAPED
          : meters.scrape();
    }
  }

  private static String methods() throws Exception {
    try (PrometheusMeters meters = new PrometheusMeters();
        RpcServer server = server(meters)) {
      ManagedChannel channel =
          Grpc.newChannelBuilderForAddress(
                  "127.0.0.1",
                  server.address().orElseThrow().getPort(),
                  InsecureChannelCredentials.create())
              .build();
      for (int i = 0; i < 200; i++) {
        call(channel, "made.up.Service" + i + "/Canary");
      }
      channel.shutdownNow();
      return meters.scrape().contains("Canary") ? meters.scrape() : OTHER;
    }
  }

  private static RpcServer server(PrometheusMeters meters) throws Exception {
    return RpcServer.prepare(
            new RpcSettings(
                new RpcSettings.Tcp(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null),
                null,
                false,
                RpcSettings.Limits.DEFAULT),
            InstantSource.system())
        .start(
            new ServiceTable(List.of()),
            new HealthReport(List.of()),
            List.of(new MetricCollectingServerInterceptor(meters.registry())));
  }

  private static void call(ManagedChannel channel, String name) {
    var method = HealthGrpc.getCheckMethod().toBuilder().setFullMethodName(name).build();
    try {
      var _ =
          ClientCalls.blockingUnaryCall(
              channel, method, CallOptions.DEFAULT, HealthCheckRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNIMPLEMENTED);
    }
  }
}

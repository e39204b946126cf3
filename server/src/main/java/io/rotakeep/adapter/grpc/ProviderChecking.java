package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.probe.Finding;
import io.rotakeep.core.probe.ProviderChecks;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.v1.CheckProviderRequest;
import io.rotakeep.v1.CheckProviderResponse;
import io.rotakeep.v1.CheckResult;
import io.rotakeep.v1.ErrorReason;
import java.time.Duration;
import java.time.InstantSource;

/** The method that checks a provider from outside. */
final class ProviderChecking {
  private static final Duration LATER = Duration.ofSeconds(10);

  private final ProviderChecks checks;
  private final InstantSource clock;

  ProviderChecking(ProviderChecks checks, InstantSource clock) {
    this.checks = checks;
    this.clock = clock;
  }

  void check(RpcCall call, CheckProviderRequest request, Outbound<CheckProviderResponse> out) {
    ProviderName name = new ProviderName(request.getName());
    switch (checks.check(
        name, call.caller().name(), call.requestId(), finding -> out.send(message(finding)))) {
      case DONE -> {}
      case NO_SUCH_PROVIDER ->
          throw EnrollmentReplies.noSuchProvider(request.getName()).toException();
      case BUSY ->
          throw ErrorReply.of(
                  Code.RESOURCE_EXHAUSTED,
                  ErrorReason.ERROR_REASON_CALLER_THROTTLED,
                  "a check of this provider is under way; one at a time")
              .with("provider", name.value())
              .retryAfter(LATER)
              .toException();
    }
  }

  private CheckProviderResponse message(Finding finding) {
    return CheckProviderResponse.newBuilder()
        .setCheck(finding.check())
        .setResult(
            switch (finding.result()) {
              case PASSED -> CheckResult.CHECK_RESULT_PASSED;
              case FAILED -> CheckResult.CHECK_RESULT_FAILED;
              case UNKNOWN -> CheckResult.CHECK_RESULT_UNKNOWN;
            })
        .setDetail(finding.detail())
        .setNextStep(finding.nextStep())
        .setTime(Times.timestamp(clock.instant()))
        .build();
  }
}

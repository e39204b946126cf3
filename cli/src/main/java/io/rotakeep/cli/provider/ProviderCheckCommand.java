package io.rotakeep.cli.provider;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.CheckProviderRequest;
import io.rotakeep.v1.CheckProviderResponse;
import io.rotakeep.v1.CheckResult;
import io.rotakeep.v1.ProviderServiceGrpc;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tests an authorization server from outside. */
@Command(
    name = "check",
    description = {
      "Tests an authorization server without a user: endpoints, TLS, discovery, that PKCE is"
          + " enforced, our client, our egress address.",
      "Exits 1 if anything failed; what cannot be proved from outside is told as such."
    })
final class ProviderCheckCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The provider.")
  private String name = "";

  ProviderCheckCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Map<CheckResult, Integer> counts = new EnumMap<>(CheckResult.class);
    try (var client = session.connect()) {
      var request = CheckProviderRequest.newBuilder().setName(name).build();
      var findings =
          counting(ProviderServiceGrpc.newBlockingStub(client.channel()).check(request), counts);
      if (session.json()) {
        session.output().array(findings);
      } else {
        print(findings, counts);
      }
    }
    return counts.containsKey(CheckResult.CHECK_RESULT_FAILED) ? 1 : 0;
  }

  private void print(Iterator<CheckProviderResponse> findings, Map<CheckResult, Integer> counts) {
    var output = session.output();
    var report = new CheckReport(output.layout());
    try (var progress = session.progress("checking " + name)) {
      while (findings.hasNext()) {
        var finding = findings.next();
        progress.pause();
        output.lines(report.lines(finding));
      }
    }
    output.lines(report.summary(counts));
  }

  private static Iterator<CheckProviderResponse> counting(
      Iterator<CheckProviderResponse> findings, Map<CheckResult, Integer> counts) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return findings.hasNext();
      }

      @Override
      public CheckProviderResponse next() {
        var finding = findings.next();
        counts.merge(finding.getResult(), 1, Integer::sum);
        return finding;
      }
    };
  }
}

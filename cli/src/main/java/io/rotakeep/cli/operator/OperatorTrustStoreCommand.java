package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TrustStoreRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends the distrust of a restored or cloned store as a whole. */
@Command(
    name = "trust-store",
    description =
        "Ends the distrust of a restored or cloned store, once each of its connections has been"
            + " released.")
final class OperatorTrustStoreCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--comment",
      required = true,
      paramLabel = "TEXT",
      description = "Why it is safe, for the audit trail.")
  private String comment = "";

  @Option(
      names = "--accept-risk",
      description =
          "Vouch for it that no other copy of this store has refreshed anything: whatever is still"
              + " held goes on, and its tokens may be sent.")
  private boolean acceptRisk;

  OperatorTrustStoreCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var status =
          SystemServiceGrpc.newBlockingStub(client.channel())
              .trustStore(
                  TrustStoreRequest.newBuilder()
                      .setComment(comment)
                      .setAcceptRisk(acceptRisk)
                      .setRequestId(Session.requestId())
                      .build());
      session.output().message(status, "store " + status.getStoreId() + " is trusted");
      return 0;
    }
  }
}

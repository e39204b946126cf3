package io.rotakeep.cli.provider;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.DeleteProviderRequest;
import io.rotakeep.v1.ProviderServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets a provider. */
@Command(name = "delete", description = "Forgets a provider that no connection uses.")
final class ProviderDeleteCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The provider.")
  private String name = "";

  @Option(
      names = "--etag",
      description = "Refuse if the provider has changed since it was read with this etag.")
  private String etag = "";

  ProviderDeleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var answer =
          ProviderServiceGrpc.newBlockingStub(client.channel())
              .delete(
                  DeleteProviderRequest.newBuilder()
                      .setName(name)
                      .setEtag(etag)
                      .setRequestId(Session.requestId())
                      .build());
      session.output().message(answer, "provider " + name + " deleted");
      return 0;
    }
  }
}

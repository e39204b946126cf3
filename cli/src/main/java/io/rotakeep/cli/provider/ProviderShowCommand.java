package io.rotakeep.cli.provider;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.GetProviderRequest;
import io.rotakeep.v1.ProviderServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one provider as it is in force. */
@Command(name = "show", description = "Shows a provider, with what its preset and defaults add.")
final class ProviderShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The provider.")
  private String name = "";

  ProviderShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var request = GetProviderRequest.newBuilder().setName(name).build();
      session.output().message(ProviderServiceGrpc.newBlockingStub(client.channel()).get(request));
      return 0;
    }
  }
}

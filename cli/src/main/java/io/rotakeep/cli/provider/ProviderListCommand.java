package io.rotakeep.cli.provider;

import io.rotakeep.cli.session.Pages;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.v1.ListProvidersRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists providers. */
@Command(name = "list", description = "Lists the providers.")
final class ProviderListCommand implements Callable<Integer> {
  private static final Columns<Provider> COLUMNS =
      Columns.of("NAME", (Provider provider) -> Cell.of(provider.getName()))
          .with("PRESET", provider -> Cell.of(provider.getPreset()), Trait.ONLY_IF_FILLED)
          .with("ISSUER", provider -> Cell.of(provider.getIssuer()), Trait.SHRINKS)
          .with("CLIENT", provider -> Cell.of(provider.getClient().getId()), Trait.SHRINKS)
          .with("TYPE", provider -> Cell.of(provider.getClient().getType()), Trait.DISPENSABLE)
          .with("ROTATION", provider -> Cell.of(provider.getRotation().getRotationClass()));

  private final Session session;

  ProviderListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var providers = ProviderServiceGrpc.newBlockingStub(client.channel());
      var all =
          new Pages<Provider>(
              pageToken -> {
                var page =
                    providers.list(
                        ListProvidersRequest.newBuilder()
                            .setPageSize(Pages.SIZE)
                            .setPageToken(pageToken)
                            .build());
                return new Pages.Page<>(page.getProvidersList(), page.getNextPageToken());
              });
      session.output().list(all, COLUMNS, "no providers; rotakeep provider apply makes one");
      return 0;
    }
  }
}

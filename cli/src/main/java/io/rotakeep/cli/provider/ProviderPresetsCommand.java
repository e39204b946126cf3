package io.rotakeep.cli.provider;

import io.rotakeep.cli.session.Pages;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.v1.ListPresetsRequest;
import io.rotakeep.v1.Preset;
import io.rotakeep.v1.ProviderServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists what a provider file may start from. */
@Command(
    name = "presets",
    description = "Lists the presets that the daemon knows, for the key preset of a provider file.")
final class ProviderPresetsCommand implements Callable<Integer> {
  private static final Columns<Preset> COLUMNS =
      Columns.of("NAME", (Preset preset) -> Cell.of(preset.getName()))
          .with(
              "ROTATION", preset -> Cell.of(preset.getProvider().getRotation().getRotationClass()))
          .with("VERIFIED", preset -> Cell.of(preset.getVerified()), Trait.DISPENSABLE)
          .with("DESCRIPTION", preset -> Cell.of(preset.getDescription()), Trait.SHRINKS);

  private final Session session;

  ProviderPresetsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var providers = ProviderServiceGrpc.newBlockingStub(client.channel());
      var all =
          new Pages<Preset>(
              pageToken -> {
                var page =
                    providers.listPresets(
                        ListPresetsRequest.newBuilder()
                            .setPageSize(Pages.SIZE)
                            .setPageToken(pageToken)
                            .build());
                return new Pages.Page<>(page.getPresetsList(), page.getNextPageToken());
              });
      session.output().list(all, COLUMNS, "no presets");
      return 0;
    }
  }
}

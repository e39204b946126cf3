package io.rotakeep.adapter.grpc;

import io.rotakeep.core.provider.Preset;
import io.rotakeep.core.provider.ProviderPresets;
import java.util.List;
import java.util.Optional;

/** A daemon that ships no presets. */
final class NoPresets implements ProviderPresets {
  @Override
  public Optional<Preset> find(String name) {
    return Optional.empty();
  }

  @Override
  public List<Preset> list() {
    return List.of();
  }
}

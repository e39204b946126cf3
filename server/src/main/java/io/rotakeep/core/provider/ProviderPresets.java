package io.rotakeep.core.provider;

import java.util.List;
import java.util.Optional;

/** The presets this daemon knows. Read once; thread-safe. */
public interface ProviderPresets {
  Optional<Preset> find(String name);

  /** In the order of their names. */
  List<Preset> list();
}

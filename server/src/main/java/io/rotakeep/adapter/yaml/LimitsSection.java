package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Load;

/** Reads the key {@code limits}: how much is asked of one host of a provider. */
final class LimitsSection {
  private static final Key.Defaulted<Integer> AT_ONCE =
      Key.defaulted(
          "requests_at_once",
          Kind.whole(1),
          "32",
          "Token requests under way at one host of a provider. What comes beside waits 5 s at the"
              + " most, then callers are told to come again.");

  private static final Key.Defaulted<Integer> PER_SECOND =
      Key.defaulted(
          "requests_per_second",
          Kind.whole(10),
          "200",
          "Token requests begun in a second at one host of a provider.");

  static final Keys KEYS = Keys.of(AT_ONCE, PER_SECOND);

  private LimitsSection() {}

  static Load read(Section section) {
    return new Load(section.get(AT_ONCE), section.get(PER_SECOND));
  }
}

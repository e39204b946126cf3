package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Load;

/** Reads the key {@code limits}: how much is done at once, and in a second. */
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

  private static final Key.Defaulted<Integer> REWRAPS =
      Key.defaulted(
          "rewraps_per_second",
          Kind.whole(10),
          "50",
          "Records that are encrypted anew in a second after `operator rotate-keys`.");

  static final Keys KEYS = Keys.of(AT_ONCE, PER_SECOND, REWRAPS);

  private LimitsSection() {}

  static Load read(Section section) {
    return new Load(section.get(AT_ONCE), section.get(PER_SECOND), section.get(REWRAPS));
  }
}

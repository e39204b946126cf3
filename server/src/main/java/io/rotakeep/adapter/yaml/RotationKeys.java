package io.rotakeep.adapter.yaml;

import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.ProviderDefinition.Rotation;
import java.time.Duration;

/** The keys below {@code rotation}. */
final class RotationKeys {
  static final Key.Omissible<Rotation.Kind> CLASS =
      Key.omissible(
          "class",
          Kind.constant(Rotation.Kind.values()),
          "family",
          "What a refresh does to the refresh token, and a second showing to its successors."
              + " Default: family, which never shows a token twice.");
  static final Key.Omissible<Duration> WINDOW =
      Key.omissible(
          "window", Kind.LIFE, "30s", "With class: window, how long a used token stays usable.");
  static final Key.Omissible<Integer> COUNT =
      Key.omissible(
          "count", Kind.whole(1), "1", "With class: count, how often it may be shown again.");
  static final Key.Omissible<BlastRadius> BLAST_RADIUS =
      Key.omissible(
          "blast_radius",
          Kind.constant(BlastRadius.values()),
          "subject",
          "How much dies when the server believes in theft. Default: subject.");
  static final Key.Omissible<Section> ROTATION =
      Key.omissible(
          "rotation",
          Kind.section(Keys.of(CLASS, WINDOW, COUNT, BLAST_RADIUS)),
          "{class: family, blast_radius: subject}",
          "What happens to refresh tokens when they are used.");

  private RotationKeys() {}
}

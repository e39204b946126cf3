package io.rotakeep.core.seal;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The seals that a daemon has the settings for. */
public final class Seals {
  private final Map<SealKind, Seal> byKind = new EnumMap<>(SealKind.class);

  /**
   * @param seals one of a kind at the most
   */
  public Seals(List<Seal> seals) {
    for (Seal seal : seals) {
      if (byKind.put(seal.kind(), seal) != null) {
        throw new IllegalArgumentException("two seals of the kind " + seal.kind().text());
      }
    }
  }

  /**
   * @throws UnsealFailedException if its settings are missing
   */
  public Seal of(SealKind kind) {
    Seal found = byKind.get(kind);
    if (found == null) {
      throw new UnsealFailedException(
          "the daemon's file lacks the settings of a seal of the type "
              + kind.text()
              + ": add them to seal");
    }
    return found;
  }

  /** The one that made these parameters. */
  Seal of(SealParameters parameters) {
    return of(
        SealKind.parse(parameters.type())
            .orElseThrow(
                () ->
                    new UnsealFailedException(
                        "the keys were sealed by "
                            + parameters.type()
                            + ", which this version does not know")));
  }
}

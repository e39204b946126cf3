package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.OnSuspicion;

/** Reads the key {@code incidents}: what is done on suspicion without a person's word. */
final class SuspicionSection {
  private static final Key.Defaulted<Boolean> REVOKE_UPSTREAM =
      Key.defaulted(
          "revoke_upstream",
          Kind.FLAG,
          "false",
          "Whether the provider is asked at once to revoke a grant that was refused for no reason"
              + " of ours. It ends the thief's access and the customer's alike: after it only a new"
              + " consent helps.");

  static final Keys KEYS = Keys.of(REVOKE_UPSTREAM);

  private SuspicionSection() {}

  static OnSuspicion read(Section section) {
    return new OnSuspicion(section.get(REVOKE_UPSTREAM));
  }
}

package io.rotakeep.core.caller;

import java.util.Locale;
import java.util.Optional;

/** What a policy may grant; no role contains another. */
public enum Role {
  /** Gets access tokens. */
  READER,
  /** Brings connections in. */
  ENROLLER,
  /** Quarantines, revokes, follows incidents. */
  SECURITY,
  /** Sees states and diagnoses, never a token. */
  SUPPORT,
  /** Runs the daemon: seal, keys, providers, backup. */
  OPERATOR,
  /** Reads the audit and the compliance report. */
  AUDITOR;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As a policy writes it. */
  public String text() {
    return text;
  }

  public static Optional<Role> parse(String text) {
    for (Role role : values()) {
      if (role.text.equals(text)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}

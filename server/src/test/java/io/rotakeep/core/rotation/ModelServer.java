package io.rotakeep.core.rotation;

import io.rotakeep.core.provider.RotationClass;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server really does with refresh tokens, by rotation class, and the truth
 * about how often it saw each of them. One grant; not thread-safe.
 */
final class ModelServer {
  private final RotationClass rotation;
  private final InstantSource clock;
  private final Map<String, Token> tokens = new LinkedHashMap<>();
  private int issued;
  private boolean revoked;

  ModelServer(RotationClass rotation, InstantSource clock) {
    this.rotation = rotation;
    this.clock = clock;
  }

  /** One refresh token as the server knows it. */
  private static final class Token {
    private final @Nullable Token predecessor;
    private int presentations;
    private @Nullable Instant firstUse;
    private boolean ended;

    private Token(@Nullable Token predecessor) {
      this.predecessor = predecessor;
    }
  }

  /** The refresh token of a new grant. */
  String enrol() {
    return issue(null);
  }

  /**
   * The refresh token for the next answer, the same one if this class brings none; null: refused.
   */
  @Nullable String present(String presented) {
    Token token = tokens.get(presented);
    if (token == null) {
      return null;
    }
    boolean usable = usable(token);
    token.presentations++;
    if (token.firstUse == null) {
      token.firstUse = clock.instant();
    }
    if (!usable) {
      revoked |= revokesOnReuse();
      return null;
    }
    if (token.predecessor != null) {
      token.predecessor.ended = true;
    }
    return rotation instanceof RotationClass.None ? presented : issue(token);
  }

  boolean grantRevoked() {
    return revoked;
  }

  /** A thief or an administrator ended the grant. */
  void revoke() {
    revoked = true;
  }

  /** How often each token was presented, oldest first. */
  Map<String, Integer> presentations() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    tokens.forEach((value, token) -> counts.put(value, token.presentations));
    return counts;
  }

  /** Whether a refresh with this token would succeed now. */
  boolean isUsable(String value) {
    Token token = tokens.get(value);
    return token != null && usable(token);
  }

  private boolean usable(Token token) {
    if (revoked) {
      return false;
    }
    Instant first = token.firstUse;
    return switch (rotation) {
      case RotationClass.None _, RotationClass.Overlapping _ -> true;
      case RotationClass.Successor _ -> !token.ended;
      case RotationClass.Window(Duration length) ->
          first == null || clock.instant().isBefore(first.plus(length));
      case RotationClass.Count(int extraUses) -> token.presentations <= extraUses;
      case RotationClass.Strict _, RotationClass.Family _, RotationClass.Mixed _ -> first == null;
    };
  }

  private boolean revokesOnReuse() {
    return switch (rotation) {
      case RotationClass.Family _, RotationClass.Mixed _ -> true;
      case RotationClass.None _,
          RotationClass.Overlapping _,
          RotationClass.Successor _,
          RotationClass.Window _,
          RotationClass.Count _,
          RotationClass.Strict _ ->
          false;
    };
  }

  private String issue(@Nullable Token predecessor) {
    issued++;
    String value = "rt-" + issued + "-0123456789abcdef";
    tokens.put(value, new Token(predecessor));
    return value;
  }
}

package io.rotakeep.core.audit;

import java.time.Instant;

/**
 * One line of the audit. None of the fields that we fill can hold a token: texts are short, and a
 * token appears by its handle only, whose form is checked.
 *
 * @param caller {@code Caller.name()}; empty when the daemon acts by itself
 * @param connection a connection id; empty when none is concerned
 * @param generation of the connection's refresh token; 0 when none is concerned
 * @param handle of a token: {@code at:…} as in {@code token_id}, or {@code fp:…}; empty for none
 * @param requestId what the caller gave or we made, to find this record by; may be empty
 * @param detail what only some records have
 */
public record AuditRecord(
    Instant time,
    AuditAction action,
    AuditOutcome outcome,
    String caller,
    String connection,
    long generation,
    String handle,
    String requestId,
    AuditReason reason,
    AuditDetail detail) {
  private static final int MAX_NAME = 2048;
  private static final int MAX_REQUEST_ID = 128;
  private static final int MAX_HANDLE = 35;

  public AuditRecord {
    requireAtMost("caller", caller, MAX_NAME);
    requireAtMost("connection", connection, MAX_NAME);
    requireAtMost("requestId", requestId, MAX_REQUEST_ID);
    requireHandle(handle);
  }

  /** With a reason that is one of our words, or empty, and nobody's comment. */
  public AuditRecord(
      Instant time,
      AuditAction action,
      AuditOutcome outcome,
      String caller,
      String connection,
      long generation,
      String handle,
      String requestId,
      String reason) {
    this(
        time,
        action,
        outcome,
        caller,
        connection,
        generation,
        handle,
        requestId,
        AuditReason.of(reason));
  }

  /** Without anything that only some records have. */
  public AuditRecord(
      Instant time,
      AuditAction action,
      AuditOutcome outcome,
      String caller,
      String connection,
      long generation,
      String handle,
      String requestId,
      AuditReason reason) {
    this(
        time,
        action,
        outcome,
        caller,
        connection,
        generation,
        handle,
        requestId,
        reason,
        AuditDetail.NONE);
  }

  /** The same with a detail. */
  public AuditRecord with(AuditDetail other) {
    return new AuditRecord(
        time, action, outcome, caller, connection, generation, handle, requestId, reason, other);
  }

  /** The same with a reason that is one of our words. */
  public AuditRecord because(String word) {
    return new AuditRecord(
        time,
        action,
        outcome,
        caller,
        connection,
        generation,
        handle,
        requestId,
        AuditReason.of(word),
        detail);
  }

  private static void requireAtMost(String field, String text, int limit) {
    if (text.length() > limit) {
      throw new IllegalArgumentException(
          "an audit record's " + field + " has at most " + limit + " characters");
    }
  }

  private static void requireHandle(String handle) {
    if (handle.isEmpty()) {
      return;
    }
    boolean valid =
        handle.length() <= MAX_HANDLE && (handle.startsWith("at:") || handle.startsWith("fp:"));
    for (int i = 3; valid && i < handle.length(); i++) {
      char c = handle.charAt(i);
      valid = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    if (!valid) {
      throw new IllegalArgumentException("an audit record names a token by its handle only");
    }
  }
}

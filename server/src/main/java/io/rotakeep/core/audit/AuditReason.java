package io.rotakeep.core.audit;

import java.nio.charset.StandardCharsets;

/**
 * Why something was done: one of our words, and what the person who did it wrote about it. A
 * comment is that person's own text, kept as it is, where need be behind a word of ours on what it
 * is about; everything else in an audit is ours.
 *
 * @param word such as {@code LOST_RESPONSE}; may be empty
 * @param comment empty unless a person gave one
 */
public record AuditReason(String word, String comment) {
  private static final int MAX_WORD = 64;
  private static final int MAX_COMMENT_BYTES = 500;
  private static final AuditReason NONE = new AuditReason("", "");

  public AuditReason {
    if (word.length() > MAX_WORD) {
      throw new IllegalArgumentException(
          "an audit record's reason has at most " + MAX_WORD + " characters");
    }
    if (!word.chars().allMatch(AuditReason::belongsToAWord)) {
      throw new IllegalArgumentException("an audit record's reason is a word of A-Z 0-9 _");
    }
    if (comment.getBytes(StandardCharsets.UTF_8).length > MAX_COMMENT_BYTES) {
      throw new IllegalArgumentException(
          "an audit record's comment has at most " + MAX_COMMENT_BYTES + " bytes");
    }
  }

  /** A word of ours, or empty, and nobody's comment. */
  public static AuditReason of(String word) {
    return word.isEmpty() ? NONE : new AuditReason(word, "");
  }

  private static boolean belongsToAWord(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}

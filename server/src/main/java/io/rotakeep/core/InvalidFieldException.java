package io.rotakeep.core;

/**
 * An input broke a rule. The message names the field, the rule and the mend, never the value: a
 * value pasted into the wrong field may be a secret.
 */
public final class InvalidFieldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String rule;

  public InvalidFieldException(String field, String rule) {
    super(field + ": " + rule);
    this.field = field;
    this.rule = rule;
  }

  public String field() {
    return field;
  }

  public String rule() {
    return rule;
  }
}

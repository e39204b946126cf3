package io.rotakeep.core.bearer;

/** A token that says nothing which could be judged. Never holds a part of it. */
public final class UnreadableTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final TokenFault fault;

  public UnreadableTokenException(TokenFault fault) {
    super(fault.name(), null, false, false);
    this.fault = fault;
  }

  public TokenFault fault() {
    return fault;
  }
}

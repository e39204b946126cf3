package io.rotakeep.adapter.web;

/** An address cannot be listened at; the message names it and the mend. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ListenException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.rotakeep.core;

/** A row image is not one that this version of the daemon wrote. */
public final class DamagedImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DamagedImageException(String why) {
    super("row image: " + why);
  }

  public DamagedImageException(String why, Throwable cause) {
    super("row image: " + why, cause);
  }
}

package io.rotakeep.cli.connection;

import io.rotakeep.v1.ImportRotation;
import java.util.Locale;

/** The words for when an imported token is first spent. */
enum Rotate {
  NOW(ImportRotation.IMPORT_ROTATION_NOW),
  FIRST_USE(ImportRotation.IMPORT_ROTATION_FIRST_USE);

  private final ImportRotation message;

  Rotate(ImportRotation message) {
    this.message = message;
  }

  ImportRotation message() {
    return message;
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;

/** How many entries a page has. */
final class PageSize {
  private static final int DEFAULT = 100;
  private static final int MOST = 1000;

  private PageSize() {}

  static int of(int asked) {
    if (asked < 0) {
      throw new InvalidFieldException("page_size", "must not be negative");
    }
    return asked == 0 ? DEFAULT : Math.min(asked, MOST);
  }
}

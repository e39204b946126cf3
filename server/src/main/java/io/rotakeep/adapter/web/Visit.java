package io.rotakeep.adapter.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a request.
 *
 * @param path as it came, not decoded
 * @param query as it came, not decoded; null if none
 * @param cookies the values of the cookie that binds browsers
 */
record Visit(String method, String path, @Nullable String query, List<String> cookies) {

  /** The query may hold a code. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}

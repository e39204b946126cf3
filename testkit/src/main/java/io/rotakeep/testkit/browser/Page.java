package io.rotakeep.testkit.browser;

import io.rotakeep.testkit.http.Form;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;

/**
 * Where the browser came to rest.
 *
 * @param visited every address on the way, the final one included
 */
public record Page(URI uri, int status, HttpHeaders headers, String body, List<URI> visited) {
  public Page {
    visited = List.copyOf(visited);
  }

  /** The parameters in the final address. */
  public Form parameters() {
    String query = uri.getRawQuery();
    return Form.parse(query == null ? "" : query);
  }
}

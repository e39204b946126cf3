package io.rotakeep.core.oauth;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** An endpoint with parameters added to whatever query it has (RFC 6749 §3.1). Not thread-safe. */
public final class QueryUrl {
  private final StringBuilder url;
  private char separator;

  public QueryUrl(URI endpoint) {
    this.url = new StringBuilder(endpoint.toString());
    this.separator = endpoint.getRawQuery() == null ? '?' : '&';
  }

  public QueryUrl with(String name, String value) {
    url.append(separator).append(name).append('=');
    // Some servers read a plus in a query as a plus; %20 means a space everywhere.
    url.append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
    separator = '&';
    return this;
  }

  public URI toUri() {
    return URI.create(url.toString());
  }
}

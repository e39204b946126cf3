package io.rotakeep.adapter.web;

import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen; port 0 takes a free one.
 *
 * @param callback browsers come here
 * @param observation metrics and health; null to have them beside the callback
 * @param publicUrl how browsers reach the callback; null if by its own address, without TLS
 */
public record Listening(
    InetSocketAddress callback, @Nullable InetSocketAddress observation, @Nullable URI publicUrl) {

  boolean secure() {
    return publicUrl != null && "https".equals(publicUrl.getScheme());
  }
}

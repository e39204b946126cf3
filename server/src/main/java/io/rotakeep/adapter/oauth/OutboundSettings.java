package io.rotakeep.adapter.oauth;

import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * How this daemon goes out.
 *
 * @param exchange how long a whole exchange may take, from the name lookup to the answer's last
 *     byte
 * @param connect how long the lookup, the connection and the TLS handshake may take each
 * @param tls whom to trust; protocol versions and host names are checked whatever it says
 * @param addresses where a name may lead
 */
public record OutboundSettings(
    Duration exchange, Duration connect, SSLContext tls, AddressGuard addresses) {

  public static OutboundSettings standard(SSLContext tls) {
    return new OutboundSettings(
        Duration.ofSeconds(10), Duration.ofSeconds(3), tls, AddressGuard.PUBLIC_ONLY);
  }
}

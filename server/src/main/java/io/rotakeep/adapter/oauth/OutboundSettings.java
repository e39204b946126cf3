package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.EgressCheck;
import io.rotakeep.core.provider.AddressGuard;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How this daemon goes out.
 *
 * @param exchange how long a whole exchange may take, from the name lookup to the answer's last
 *     byte
 * @param connect how long the lookup, the connection, the proxy's answer and the TLS handshake may
 *     take each
 * @param tls whom to trust; protocol versions and host names are checked whatever it says
 * @param addresses where a name may lead
 * @param proxy through which all but loopback is reached; null to go straight
 * @param egress what connections may leave from
 */
public record OutboundSettings(
    Duration exchange,
    Duration connect,
    SSLContext tls,
    AddressGuard addresses,
    @Nullable ConnectProxy proxy,
    EgressCheck egress) {

  /** Straight, from wherever the machine leaves. */
  public OutboundSettings(
      Duration exchange, Duration connect, SSLContext tls, AddressGuard addresses) {
    this(exchange, connect, tls, addresses, null, EgressCheck.ofNothing());
  }

  public static OutboundSettings standard(
      SSLContext tls, @Nullable ConnectProxy proxy, EgressCheck egress) {
    return new OutboundSettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        tls,
        AddressGuard.PUBLIC_ONLY,
        proxy,
        egress);
  }

  /**
   * The same towards addresses that our own people configured: they may be in our own network, and
   * no provider's allow-list has a say in where we leave from.
   */
  OutboundSettings toPlacesOfOurs() {
    return new OutboundSettings(
        exchange, connect, tls, AddressGuard.PRIVATE_TOO, proxy, EgressCheck.ofNothing());
  }

  /** The same, trusting others. */
  OutboundSettings trusting(SSLContext authorities) {
    return new OutboundSettings(exchange, connect, authorities, addresses, proxy, egress);
  }

  /** The same with less time. */
  OutboundSettings within(Duration shorter) {
    return new OutboundSettings(shorter, connect, tls, addresses, proxy, egress);
  }
}

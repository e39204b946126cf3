package io.rotakeep.adapter.oauth;

import io.rotakeep.core.provider.SafeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * The way of one exchange to its server: straight, or by a tunnel through the proxy. Loopback is
 * always reached straight, so nothing in plain ever meets the proxy. As soon as a connection
 * stands, and before a byte goes over it, where it leaves from is held against what was declared.
 */
final class WayOut {
  private static final int HTTPS = 443;

  private final URI target;
  private final OutboundSettings settings;
  private final @Nullable ConnectProxy proxy;
  private volatile boolean tunnelled;
  private volatile @Nullable InetAddress undeclared;

  WayOut(URI target, OutboundSettings settings) {
    this.target = target;
    this.settings = settings;
    this.proxy = SafeAddress.isLoopback(target) ? null : settings.proxy();
  }

  /** Why the way must not even be tried. Of a straight one the addresses are seen when it is. */
  Optional<String> objection() {
    return proxy == null || ProxiedHost.isPermitted(target.getHost(), settings.addresses())
        ? Optional.empty()
        : Optional.of("address not permitted: the host is not a public one");
  }

  HttpClientConnectionOperator operator(Lookup<TlsSocketStrategy> tls) {
    DnsResolver lookup =
        proxy == null
            ? new GuardedDnsResolver(permitted(), settings.connect())
            : new ProxyLookup(proxy.host());
    return new DefaultHttpClientConnectionOperator(_ -> new WaySocket(), null, lookup, tls);
  }

  /** Where the last connection would have left from; null if there was nothing against it. */
  @Nullable InetAddress undeclared() {
    return undeclared;
  }

  /** What went wrong, and with whom. */
  String explained(String words) {
    return proxy == null || tunnelled ? words : "proxy: " + words;
  }

  private Predicate<InetAddress> permitted() {
    return SafeAddress.isLoopback(target)
        ? InetAddress::isLoopbackAddress
        : settings.addresses()::permits;
  }

  private String server() {
    return target.getHost() + ":" + (target.getPort() == -1 ? HTTPS : target.getPort());
  }

  /** The server's name is the proxy's to look up; what is looked up here is the proxy's. */
  private final class ProxyLookup implements DnsResolver {
    private final DnsResolver resolver = new GuardedDnsResolver(_ -> true, settings.connect());
    private final String proxyHost;

    private ProxyLookup(String proxyHost) {
      this.proxyHost = proxyHost;
    }

    @Override
    public InetAddress[] resolve(String server) throws UnknownHostException {
      return resolver.resolve(proxyHost);
    }

    @Override
    public String resolveCanonicalHostname(String server) {
      return server;
    }
  }

  /** Is connected when the way is open all along. */
  private final class WaySocket extends Socket {
    @Override
    public void connect(SocketAddress server, int timeout) throws IOException {
      tunnelled = false;
      undeclared = null;
      super.connect(proxy == null ? server : doorOf(proxy, server), timeout);
      InetAddress local = getLocalAddress();
      if (!settings.egress().permits(local)) {
        undeclared = local;
        throw new IOException("from an address that was not declared");
      }
      if (proxy != null) {
        int patience = getSoTimeout();
        setSoTimeout(timeout);
        proxy.open(this, server());
        setSoTimeout(patience);
        tunnelled = true;
      }
    }

    private static SocketAddress doorOf(ConnectProxy proxy, SocketAddress found) {
      return new InetSocketAddress(((InetSocketAddress) found).getAddress(), proxy.port());
    }
  }
}

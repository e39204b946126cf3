package io.rotakeep.daemon;

import io.rotakeep.adapter.oauth.ConnectProxy;
import io.rotakeep.adapter.oauth.HttpIntrospectionEndpoint;
import io.rotakeep.adapter.oauth.HttpKeyDocument;
import io.rotakeep.adapter.oauth.HttpProtectedResource;
import io.rotakeep.adapter.oauth.HttpRevocationEndpoint;
import io.rotakeep.adapter.oauth.HttpServerProbe;
import io.rotakeep.adapter.oauth.HttpTokenEndpoint;
import io.rotakeep.adapter.oauth.HttpUserinfoEndpoint;
import io.rotakeep.adapter.oauth.HttpWebhookPost;
import io.rotakeep.adapter.oauth.JsonTokenAnswerReader;
import io.rotakeep.adapter.oauth.NimbusServerMetadata;
import io.rotakeep.adapter.oauth.OutboundSettings;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.BugException;
import io.rotakeep.core.bearer.KeyDocument;
import io.rotakeep.core.notice.WebhookPost;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.oauth.EgressCheck;
import io.rotakeep.core.oauth.EgressObserver;
import io.rotakeep.core.probe.ServerProbe;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How this daemon goes out to authorization servers: one way for all that it asks. */
final class OutsideWorld implements AutoCloseable {
  private final OutboundSettings settings;

  private OutsideWorld(OutboundSettings settings) {
    this.settings = settings;
  }

  /**
   * Trusts what the JDK trusts.
   *
   * @throws io.rotakeep.core.InvalidFieldException if the proxy's login is not where it should be
   */
  static OutsideWorld of(
      DaemonSettings.Egress egress, EgressObserver observer, InstantSource clock, Seams seams) {
    return new OutsideWorld(
        OutboundSettings.standard(
            seams.trust(trust()),
            egress.proxy() == null ? null : proxy(egress.proxy(), System.getenv()),
            new EgressCheck(
                DeclaredEgress.of(egress.addresses(), egress.proxy() != null),
                OutsideWorld::addresses,
                observer,
                clock)));
  }

  WaysOut overHttp() {
    return new WaysOut(
        new HttpTokenEndpoint(settings),
        new JsonTokenAnswerReader(),
        new HttpRevocationEndpoint(settings),
        new HttpIntrospectionEndpoint(settings),
        new HttpUserinfoEndpoint(settings),
        new HttpProtectedResource(settings),
        new NimbusServerMetadata(settings));
  }

  /** The same way out, for looking only. */
  ServerProbe probe() {
    return new HttpServerProbe(settings);
  }

  /** The same way out, to receivers of notices. */
  WebhookPost webhooks() {
    return new HttpWebhookPost(settings);
  }

  /** The same way out, to the keys of issuers of callers' tokens. */
  KeyDocument keys(HttpKeyDocument.Place place) {
    return new HttpKeyDocument(settings, place);
  }

  /** Whom to trust. */
  SSLContext tls() {
    return settings.tls();
  }

  EgressCheck egress() {
    return settings.egress();
  }

  @Override
  public void close() {
    ConnectProxy proxy = settings.proxy();
    if (proxy != null) {
      proxy.close();
    }
  }

  private static ConnectProxy proxy(DaemonSettings.Proxy proxy, Map<String, String> environment) {
    DaemonSettings.Address address = proxy.address();
    return new ConnectProxy(address.host(), address.port(), login(proxy.login(), environment));
  }

  private static ConnectProxy.@Nullable Login login(
      DaemonSettings.Proxy.@Nullable Login login, Map<String, String> environment) {
    return login == null
        ? null
        : new ConnectProxy.Login(
            login.user().read(environment), login.password().read(environment));
  }

  /** Those of the machine's interfaces now: they may come and go. */
  private static List<InetAddress> addresses() {
    try {
      return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
    } catch (SocketException _) {
      return List.of();
    }
  }

  private static SSLContext trust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has a default TLS context", e);
    }
  }
}

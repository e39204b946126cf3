package io.rotakeep.daemon;

import io.rotakeep.adapter.oauth.HttpIntrospectionEndpoint;
import io.rotakeep.adapter.oauth.HttpProtectedResource;
import io.rotakeep.adapter.oauth.HttpRevocationEndpoint;
import io.rotakeep.adapter.oauth.HttpServerProbe;
import io.rotakeep.adapter.oauth.HttpTokenEndpoint;
import io.rotakeep.adapter.oauth.HttpUserinfoEndpoint;
import io.rotakeep.adapter.oauth.JsonTokenAnswerReader;
import io.rotakeep.adapter.oauth.NimbusServerMetadata;
import io.rotakeep.adapter.oauth.OutboundSettings;
import io.rotakeep.core.BugException;
import io.rotakeep.core.probe.ServerProbe;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/** How this daemon goes out to authorization servers. */
final class OutsideWorld {
  private OutsideWorld() {}

  /** Trusts what the JDK trusts. */
  static CoreRooms.Outside overHttp() {
    OutboundSettings settings = OutboundSettings.standard(trust());
    return new CoreRooms.Outside(
        new HttpTokenEndpoint(settings),
        new JsonTokenAnswerReader(),
        new HttpRevocationEndpoint(settings),
        new HttpIntrospectionEndpoint(settings),
        new HttpUserinfoEndpoint(settings),
        new HttpProtectedResource(settings),
        new NimbusServerMetadata(settings));
  }

  /** The same way out, for looking only. */
  static ServerProbe probe() {
    return new HttpServerProbe(OutboundSettings.standard(trust()));
  }

  private static SSLContext trust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has a default TLS context", e);
    }
  }
}

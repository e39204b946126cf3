package io.rotakeep.core.probe;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.provider.ServerTrust;
import java.net.URI;
import java.util.Map;

/**
 * Looks at an authorization server, each time on a connection of its own and within seconds.
 * Follows no redirect, repeats nothing, and does not throw for anything the network or the server
 * does.
 */
public interface ServerProbe {
  /** One GET as a browser would send it, without any credentials. */
  Sighting page(URI address, ServerTrust trust);

  /**
   * One POST as the daemon sends them, with our client's proof.
   *
   * @param parameters none of them secret: what a check shows to a server is made up
   */
  Sighting ask(URI address, ClientCredentials client, Map<String, String> parameters);

  /** What the issuer publishes of itself, taken as it is (RFC 8414, OpenID discovery). */
  Publication published(URI issuer, ServerTrust trust);
}

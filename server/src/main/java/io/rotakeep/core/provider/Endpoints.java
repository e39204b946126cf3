package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where the authorization server is spoken to.
 *
 * @param revocation absent if the server cannot revoke (RFC 7009)
 * @param introspection absent if the server cannot introspect (RFC 7662)
 * @param userinfo absent if the server names no subject there
 * @param discovered whether these came from the issuer's metadata (RFC 8414)
 * @param trust who may say that they are this server, at every one of these
 */
public record Endpoints(
    URI authorization,
    URI token,
    @Nullable URI revocation,
    @Nullable URI introspection,
    @Nullable URI userinfo,
    boolean discovered,
    ServerTrust trust) {

  /** Where the JDK's trust is enough. */
  public Endpoints(
      URI authorization,
      URI token,
      @Nullable URI revocation,
      @Nullable URI introspection,
      @Nullable URI userinfo,
      boolean discovered) {
    this(authorization, token, revocation, introspection, userinfo, discovered, ServerTrust.USUAL);
  }

  public Endpoints {
    SafeAddress.check("endpoints.authorization", authorization);
    SafeAddress.check("endpoints.token", token);
    if (revocation != null) {
      SafeAddress.check("endpoints.revocation", revocation);
    }
    if (introspection != null) {
      SafeAddress.check("endpoints.introspection", introspection);
    }
    if (userinfo != null) {
      SafeAddress.check("endpoints.userinfo", userinfo);
    }
  }

  /**
   * Holds them against the rule for addresses that this daemon asks. It is for those that come in:
   * what is stored was let in by the rule of its day, and each is judged again when it is asked.
   *
   * @throws InvalidFieldException naming the first that must not be asked
   */
  public void checkOutbound() {
    checkOutbound("endpoints.authorization", authorization);
    checkOutbound("endpoints.token", token);
    checkOutbound("endpoints.revocation", revocation);
    checkOutbound("endpoints.introspection", introspection);
    checkOutbound("endpoints.userinfo", userinfo);
  }

  private static void checkOutbound(String field, @Nullable URI uri) {
    if (uri != null) {
      SafeAddress.checkOutbound(field, uri, AddressGuard.PUBLIC_ONLY);
    }
  }

  /** The same endpoints at the host that a connection has pinned; unchanged without one. */
  public Endpoints at(@Nullable String loginHost) {
    if (loginHost == null) {
      return this;
    }
    return new Endpoints(
        withHost(authorization, loginHost),
        withHost(token, loginHost),
        revocation == null ? null : withHost(revocation, loginHost),
        introspection == null ? null : withHost(introspection, loginHost),
        userinfo == null ? null : withHost(userinfo, loginHost),
        discovered,
        trust);
  }

  /** Host and port of the token endpoint: the only place a refresh token may go. */
  public String tokenHost() {
    return token.getRawAuthority();
  }

  private static URI withHost(URI uri, String host) {
    try {
      return new URI(
          uri.getScheme(), null, host, uri.getPort(), uri.getPath(), uri.getQuery(), null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a login host that passed its pattern makes no URI", e);
    }
  }
}

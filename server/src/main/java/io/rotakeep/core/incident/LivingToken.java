package io.rotakeep.core.incident;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.connection.Validity;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.UnknownKeyTermException;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.oauth.IntrospectionEndpoint.Introspection;
import io.rotakeep.core.oauth.ProtectedResource;
import io.rotakeep.core.oauth.ProtectedResource.Reception;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Asks, after a refusal, whether the newest access token still lives. Where reuse revokes a whole
 * grant it is dead before its time; where only the refresh token lapsed it goes on living. One
 * call, and it spends nothing.
 */
public final class LivingToken {
  private final ConnectionSecrets secrets;
  private final ClientCredentialSource credentials;
  private final IntrospectionEndpoint introspection;
  private final ProtectedResource resource;
  private final InstantSource clock;

  public LivingToken(
      ConnectionSecrets secrets,
      ClientCredentialSource credentials,
      IntrospectionEndpoint introspection,
      ProtectedResource resource,
      InstantSource clock) {
    this.secrets = secrets;
    this.credentials = credentials;
    this.introspection = introspection;
    this.resource = resource;
    this.clock = clock;
  }

  private sealed interface Finding {
    record Alive(String detail) implements Finding {}

    record Dead(String detail) implements Finding {}

    record Unknown(String detail) implements Finding {}
  }

  /**
   * @param refused the generation whose refusal is looked into
   */
  Evidence ask(Connection connection, Provider provider, Generation refused) {
    Instant now = clock.instant();
    Finding found = find(connection, provider, refused, now);
    return switch (found) {
      case Finding.Alive(String detail) ->
          evidence(now, Evidence.Kind.ACCESS_TOKEN_ALIVE, detail, connection);
      case Finding.Unknown(String detail) ->
          evidence(now, Evidence.Kind.ACCESS_TOKEN_UNKNOWN, detail, connection);
      case Finding.Dead(String detail) ->
          evidence(
              now,
              isYoung(connection, now)
                  ? Evidence.Kind.FRESH_ACCESS_TOKEN_DEAD
                  : Evidence.Kind.ACCESS_TOKEN_DEAD,
              detail,
              connection);
    };
  }

  private Finding find(Connection connection, Provider provider, Generation refused, Instant now) {
    StoredAccessToken stored = connection.accessToken();
    Grant grant = connection.grant();
    if (stored == null || grant == null || !connection.generation().equals(refused)) {
      return new Finding.Unknown("no access token of that generation is stored");
    }
    if (!stored.livesAt(now)) {
      return new Finding.Unknown("the newest access token had ended by itself before");
    }
    Endpoints endpoints = provider.endpoints().at(grant.loginHost());
    try (SecretBytes token = secrets.accessToken(connection).token()) {
      return asked(endpoints, provider, token);
    } catch (UnknownKeyTermException e) {
      return new Finding.Unknown("the sealed keys in use lack the stored access token's key term");
    } catch (IntegrityException e) {
      return new Finding.Unknown("the stored access token does not authenticate");
    }
  }

  private Finding asked(Endpoints endpoints, Provider provider, SecretBytes token) {
    URI introspecting = endpoints.introspection();
    if (introspecting != null && provider.tokens().access().introspect()) {
      return introspected(introspecting, provider, token);
    }
    URI userinfo = endpoints.userinfo();
    return userinfo == null
        ? new Finding.Unknown("the provider has neither introspection nor userinfo to ask")
        : shown(userinfo, token, endpoints.trust());
  }

  private Finding introspected(URI address, Provider provider, SecretBytes token) {
    try (ClientCredentials client = credentials.of(provider)) {
      return switch (introspection.introspect(address, client, token)) {
        case Introspection.Live _ -> new Finding.Alive("introspection says that it is active");
        case Introspection.Dead _ -> new Finding.Dead("introspection says that it is not active");
        case Introspection.Unknown(String cause) ->
            new Finding.Unknown("introspection did not say: " + cause);
      };
    }
  }

  private Finding shown(URI address, SecretBytes token, ServerTrust trust) {
    return switch (resource.show(address, token, trust)) {
      case Reception.Accepted _ -> new Finding.Alive("userinfo accepts it");
      case Reception.Refused _ -> new Finding.Dead("userinfo refuses it");
      case Reception.Unknown(String cause) -> new Finding.Unknown("userinfo did not say: " + cause);
    };
  }

  /** In the first half of its life: no idle time of a refresh token ends so soon. */
  private static boolean isYoung(Connection connection, Instant now) {
    StoredAccessToken stored = connection.accessToken();
    if (stored == null) {
      return false;
    }
    Validity validity = stored.validity();
    Duration half = Duration.between(validity.issued(), validity.expires()).dividedBy(2);
    return now.isBefore(validity.issued().plus(half));
  }

  private static Evidence evidence(
      Instant now, Evidence.Kind kind, String detail, Connection connection) {
    return new Evidence(
        now,
        kind,
        "the newest access token: " + detail,
        connection.id(),
        connection.generation(),
        "");
  }
}

package io.rotakeep.core.connection;

import io.rotakeep.core.BugException;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.RecordAddress;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and decrypts a connection's tokens. An envelope is bound to the row's id, provider,
 * token host, generation, state and labels, so a row that was swapped, rolled back, un-revoked or
 * relabelled by hand does not decrypt, and a refresh token cannot be taken to another host. An
 * access token is bound to what callers are told of it, too: the host they take it to is in there.
 *
 * <p>Thread-safe. Throws {@link IntegrityException} for a row that is not as we wrote it.
 */
public final class ConnectionSecrets {
  private static final String REFRESH = "refresh_token";
  private static final String ACCESS = "access_token";

  private final EnvelopeCipher cipher;
  private final Fingerprinter fingerprinter;
  private final UUID storeId;

  public ConnectionSecrets(EnvelopeCipher cipher, Fingerprinter fingerprinter, UUID storeId) {
    this.cipher = cipher;
    this.fingerprinter = fingerprinter;
    this.storeId = storeId;
  }

  public Fingerprint fingerprint(GrantKey key, SecretBytes refreshToken) {
    return fingerprinter.ofRefreshToken(key.issuer().toString(), key.clientId(), refreshToken);
  }

  public String accessTokenHandle(SecretBytes accessToken) {
    return fingerprinter.accessTokenHandle(accessToken);
  }

  /** The newest refresh token; the caller closes it. */
  public SecretBytes refreshToken(Connection connection) {
    Grant grant = grantOf(connection);
    Envelope token = grant.refreshToken();
    if (token == null) {
      throw new BugException("a connection without a refresh token was to be refreshed");
    }
    return cipher.decrypt(token.bytes(), placeOfRefreshToken(connection, grant));
  }

  /** The stored access token in plaintext, whether or not it still lives. */
  public AccessToken accessToken(Connection connection) {
    StoredAccessToken stored = connection.accessToken();
    if (stored == null) {
      throw new BugException("a connection without an access token was to be read");
    }
    RecordAddress place = placeOfAccessToken(connection, grantOf(connection), stored);
    return new AccessToken(
        cipher.decrypt(stored.token().bytes(), place),
        stored.handle(),
        stored.tokenType(),
        stored.validity(),
        stored.scopes(),
        stored.attributes(),
        connection.provider(),
        connection.generation(),
        connection.labels());
  }

  /** An envelope for the refresh token of {@code shape}, whose state and labels are final. */
  public Envelope encryptRefreshToken(Connection shape, Grant grant, SecretBytes token) {
    return new Envelope(cipher.encrypt(token, placeOfRefreshToken(shape, grant)));
  }

  /**
   * The access token of {@code shape}, whose state and labels are final, in its envelope.
   *
   * @param bare what is told of the token, without it
   */
  public StoredAccessToken encryptAccessToken(
      Connection shape, Grant grant, StoredAccessToken bare, SecretBytes token) {
    RecordAddress place = placeOfAccessToken(shape, grant, bare);
    return bare.withEnvelope(new Envelope(cipher.encrypt(token, place)));
  }

  /** The connection in another state, its envelopes bound to that state. */
  public Connection moveTo(Connection connection, ConnectionState state, Instant now) {
    Connection moved = connection.withState(state, now);
    Grant grant = connection.grant();
    return grant == null || state.word().equals(connection.state().word())
        ? moved
        : encryptedAnew(connection, moved, grant);
  }

  /** The connection with just these labels, its envelopes bound to them. */
  public Connection relabelled(Connection connection, Map<String, String> labels) {
    Connection relabelled = connection.withLabels(labels);
    Grant grant = connection.grant();
    return grant == null ? relabelled : encryptedAnew(connection, relabelled, grant);
  }

  /** The same connection, its envelopes under the current key term. */
  public Connection rewrapped(Connection connection) {
    Grant grant = connection.grant();
    return grant == null ? connection : encryptedAnew(connection, connection, grant);
  }

  private Connection encryptedAnew(Connection connection, Connection moved, Grant grant) {
    Grant rebound = grant;
    if (grant.refreshToken() != null) {
      try (SecretBytes token = refreshToken(connection)) {
        Envelope envelope = encryptRefreshToken(moved, grant, token);
        rebound = grant.withRefreshToken(envelope, grant.fingerprint());
      }
    }
    return moved.withTokens(rebound, rebind(connection, moved, grant));
  }

  private @Nullable StoredAccessToken rebind(Connection connection, Connection moved, Grant grant) {
    StoredAccessToken stored = connection.accessToken();
    if (stored == null) {
      return null;
    }
    try (SecretBytes token = accessToken(connection).token()) {
      return encryptAccessToken(moved, grant, stored, token);
    }
  }

  private RecordAddress placeOfRefreshToken(Connection connection, Grant grant) {
    return place(connection, grant, REFRESH, labels(connection));
  }

  private RecordAddress placeOfAccessToken(
      Connection connection, Grant grant, StoredAccessToken stored) {
    Map<String, String> beside = labels(connection);
    beside.putAll(stored.told());
    return place(connection, grant, ACCESS, beside);
  }

  private static Map<String, String> labels(Connection connection) {
    Map<String, String> labels = new HashMap<>();
    connection.labels().forEach((name, value) -> labels.put("label " + name, value));
    return labels;
  }

  private RecordAddress place(
      Connection connection, Grant grant, String column, Map<String, String> beside) {
    return new RecordAddress(
        storeId,
        "connections",
        column,
        connection.id().value(),
        connection.provider().value(),
        grant.key().issuer().getRawAuthority() + " " + grant.tokenHost(),
        connection.generation().number(),
        connection.state().word(),
        beside);
  }

  private static Grant grantOf(Connection connection) {
    Grant grant = connection.grant();
    if (grant == null) {
      throw new BugException("a connection without a grant has no tokens");
    }
    return grant;
  }
}

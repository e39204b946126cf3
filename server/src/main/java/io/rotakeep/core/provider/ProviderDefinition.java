package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider as somebody wrote it, wholly or in part: what is null, or an empty list, was left out
 * and comes from the preset or a default. Values are checked when {@link ProviderAssembly} makes a
 * {@link Provider} of it.
 *
 * @param cleared paths of settings that the preset has and this definition takes away, such as
 *     {@code refresh_token.absolute_ttl}
 */
public record ProviderDefinition(
    @Nullable String name,
    @Nullable String preset,
    Server server,
    Client client,
    Authorization authorization,
    Rotation rotation,
    Tokens tokens,
    Disclosure disclosure,
    Set<String> cleared)
    implements AutoCloseable {
  /** Nothing written at all. */
  public static final ProviderDefinition NOTHING =
      new ProviderDefinition(
          null,
          null,
          new Server(null, null, null, null, null, null, null, Tls.NOTHING),
          new Client(null, null, null, List.of()),
          new Authorization(null, List.of(), List.of(), List.of(), null, null),
          new Rotation(null, null, null, null),
          new Tokens(
              null, null, null, List.of(), List.of(), null, null, null, DialectDefinition.NOTHING),
          new Disclosure(null, null, null),
          Set.of());

  public ProviderDefinition {
    cleared = Set.copyOf(cleared);
  }

  /**
   * Keys {@code issuer}, {@code discovery}, {@code endpoints} and {@code tls}; URLs as written.
   *
   * @param discovery whether the issuer's metadata fill in what is missing here
   */
  public record Server(
      @Nullable String issuer,
      @Nullable Boolean discovery,
      @Nullable String authorization,
      @Nullable String token,
      @Nullable String revocation,
      @Nullable String introspection,
      @Nullable String userinfo,
      Tls tls) {

    /** Without anything said of trust. */
    public Server(
        @Nullable String issuer,
        @Nullable Boolean discovery,
        @Nullable String authorization,
        @Nullable String token,
        @Nullable String revocation,
        @Nullable String introspection,
        @Nullable String userinfo) {
      this(
          issuer,
          discovery,
          authorization,
          token,
          revocation,
          introspection,
          userinfo,
          Tls.NOTHING);
    }
  }

  /**
   * Key {@code tls}.
   *
   * @param ca certificates in PEM
   */
  public record Tls(@Nullable String ca, List<String> pins) {
    static final Tls NOTHING = new Tls(null, List.of());

    public Tls {
      pins = List.copyOf(pins);
    }
  }

  /**
   * Key {@code client}.
   *
   * @param secrets in plain, the newest first; empty if those already held stay
   */
  public record Client(
      @Nullable String id,
      OAuthClient.@Nullable Type type,
      @Nullable ClientAuthentication authentication,
      List<SecretBytes> secrets) {
    private static final int LONGEST_SECRET = 16_384;

    public Client {
      secrets = List.copyOf(secrets);
      for (SecretBytes secret : secrets) {
        if (secret.isEmpty() || secret.length() > LONGEST_SECRET) {
          throw new InvalidFieldException("client.secrets", "each must be 1 to 16384 bytes long");
        }
      }
    }
  }

  /**
   * Keys {@code redirect_uri} to {@code scopes}.
   *
   * @param maxGrantsPerSubject 0 for as many as one likes
   */
  public record Authorization(
      @Nullable String redirectUri,
      List<String> returnUrls,
      List<String> loginHosts,
      List<String> scopes,
      @Nullable Integer maxGrantsPerSubject,
      @Nullable Boolean confirm) {

    public Authorization {
      returnUrls = List.copyOf(returnUrls);
      loginHosts = List.copyOf(loginHosts);
      scopes = List.copyOf(scopes);
    }
  }

  /** Key {@code rotation}; {@code window} and {@code count} go with their kind only. */
  public record Rotation(
      @Nullable Kind kind,
      @Nullable Duration window,
      @Nullable Integer count,
      @Nullable BlastRadius blastRadius) {

    /** The words for a {@link RotationClass}. */
    public enum Kind {
      NONE,
      OVERLAPPING,
      SUCCESSOR,
      WINDOW,
      COUNT,
      STRICT,
      FAMILY,
      MIXED
    }

    /**
     * The class with what belongs to it; {@link RotationClass.Family} if none is named.
     *
     * @throws InvalidFieldException if window or count is missing or out of place
     */
    RotationClass toRotationClass() {
      Kind named = kind == null ? Kind.FAMILY : kind;
      if (window != null && named != Kind.WINDOW) {
        throw new InvalidFieldException("rotation.window", "goes with class: window only");
      }
      if (count != null && named != Kind.COUNT) {
        throw new InvalidFieldException("rotation.count", "goes with class: count only");
      }
      return switch (named) {
        case NONE -> new RotationClass.None();
        case OVERLAPPING -> new RotationClass.Overlapping();
        case SUCCESSOR -> new RotationClass.Successor();
        case WINDOW ->
            new RotationClass.Window(
                Written.required("rotation.window", " for this class", window));
        case COUNT ->
            new RotationClass.Count(Written.required("rotation.count", " for this class", count));
        case STRICT -> new RotationClass.Strict();
        case FAMILY -> new RotationClass.Family();
        case MIXED -> new RotationClass.Mixed();
      };
    }
  }

  /**
   * Keys {@code access_token}, {@code refresh_token} and {@code attribute_hosts}, and those that
   * say how the server speaks of tokens.
   */
  public record Tokens(
      @Nullable Duration defaultTtl,
      @Nullable Boolean introspect,
      @Nullable Duration refreshMargin,
      List<String> attributes,
      List<String> attributeHosts,
      @Nullable Boolean serveUntilExpiry,
      @Nullable Duration idleTtl,
      @Nullable Duration absoluteTtl,
      DialectDefinition dialect) {

    public Tokens {
      attributes = List.copyOf(attributes);
      attributeHosts = List.copyOf(attributeHosts);
    }
  }

  /** Keys {@code security_contact} and {@code compliance}; dates as RFC 3339 writes them. */
  public record Disclosure(
      @Nullable String securityContact, @Nullable String pkceDue, @Nullable String rotationDue) {}

  /**
   * This definition, its gaps filled from {@code preset}.
   *
   * @throws InvalidFieldException if a cleared path names no setting, or one given here
   */
  public ProviderDefinition over(ProviderDefinition preset) {
    return new DefinitionOverlay(this, preset).merged();
  }

  /** Ends the secrets. */
  @Override
  public void close() {
    client.secrets().forEach(SecretBytes::close);
  }
}

package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.provider.AuthorizationRules;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.HostPattern;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.RequestHeader;
import io.rotakeep.core.provider.ReturnUrl;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.TokenRules;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows with something in every field. */
public final class Samples {
  public static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
  public static final ProviderName PROVIDER = new ProviderName("salesforce-prod");

  private Samples() {}

  public static ConnectionId id(String value) {
    return new ConnectionId(value);
  }

  /** An active connection of generation and revision 1. */
  public static Connection active(String id) {
    return active(id, PROVIDER, Map.of("tenant", "acme", "plan", "gold"));
  }

  public static Connection active(String id, ProviderName provider, Map<String, String> labels) {
    return new Connection(
        id(id),
        provider,
        new ConnectionState.Active(),
        new Generation(1),
        1,
        grant(id, 1),
        token(),
        labels,
        new History(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2), "rotated"));
  }

  /** An active connection whose refresh token, obtained the day before, was last used then. */
  public static Connection lastUsed(String id, Instant used) {
    Grant grant = grant(id, 1);
    var older =
        new Grant(
            grant.key(),
            grant.tokenHost(),
            grant.loginHost(),
            grant.scopes(),
            grant.refreshToken(),
            grant.fingerprint(),
            used.minus(Duration.ofDays(1)),
            grant.attributes());
    return active(id)
        .withTokens(older, token())
        .withHistory(new History(NOW, used, NOW, "rotated"));
  }

  public static Grant grant(String id, long generation) {
    return new Grant(
        new GrantKey(URI.create("https://login.example.com"), "client", "subject of " + id),
        "login.example.com",
        null,
        List.of("api", "refresh_token"),
        new Envelope(new byte[] {1, 2, 3}),
        fingerprint(id, generation),
        NOW,
        Map.of("id", "https://login.example.com/id/1"));
  }

  /** The connection after one more rotation. */
  public static Connection rotated(Connection before) {
    Generation next = before.generation().next();
    return before
        .adopting(grant(before.id().value(), next.number()), token(), NOW.plusSeconds(9))
        .nextRevision();
  }

  public static Fingerprint fingerprint(String id, long generation) {
    byte[] bytes =
        ByteBuffer.allocate(Fingerprint.LENGTH).putLong(id.hashCode()).putLong(generation).array();
    return Fingerprint.of(bytes);
  }

  public static SignedHold signed(Hold hold) {
    return new SignedHold(hold, new byte[] {9, (byte) hold.epoch()});
  }

  public static Hold quarantined(String id, long epoch) {
    return new Hold.QuarantinedHold(id(id), epoch, NOW, Reason.SUSPECTED_COMPROMISE);
  }

  public static Hold revoked(String id, long epoch, boolean confirmed) {
    return new Hold.RevokedHold(id(id), epoch, NOW, Reason.OPERATOR, confirmed);
  }

  public static Provider provider(String name, long revision) {
    return provider(name, revision, Duration.ofDays(30));
  }

  public static Provider provider(String name, long revision, @Nullable Duration idleTtl) {
    return new Provider(
        new ProviderName(name),
        "salesforce",
        URI.create("https://login.example.com"),
        new Endpoints(
            URI.create("https://login.example.com/authorize"),
            URI.create("https://login.example.com/token"),
            null,
            null,
            null,
            false),
        new OAuthClient(
            "client",
            OAuthClient.Type.CONFIDENTIAL,
            ClientAuthentication.CLIENT_SECRET_POST,
            List.of(new Envelope(new byte[] {7, 8}))),
        new AuthorizationRules(
            URI.create("https://tokens.example.com/oauth/callback"),
            List.of(new ReturnUrl("https://app.example.com/*")),
            List.of(new HostPattern("*.my.example.com")),
            List.of("api"),
            5,
            true,
            false),
        new TokenRules(
            new RotationClass.Family(),
            BlastRadius.SUBJECT,
            new TokenRules.AccessTokenRules(
                Duration.ofMinutes(15), true, Duration.ofMinutes(2), List.of(), List.of(), true),
            idleTtl,
            null,
            List.of(
                new ErrorRule("invalid_grant", 400, "already being processed", ErrorMeaning.BUSY),
                new ErrorRule("inactive_user", null, null, ErrorMeaning.REVOKED)),
            dialect()),
        new Provider.Disclosure("security@example.com", LocalDate.of(2026, 5, 11), null),
        revision);
  }

  private static Dialect dialect() {
    return new Dialect(
        Dialect.ScopeSeparator.COMMA,
        new Dialect.Requests(Dialect.BodyFormat.JSON, List.of(new RequestHeader("X-Version", "7"))),
        new Dialect.Answers("status", "message", List.of("bot"), "user"),
        new Dialect.Identity("team.id", null));
  }

  private static StoredAccessToken token() {
    return new StoredAccessToken(
        new Envelope(new byte[] {4, 5, 6}),
        "at:0011",
        "Bearer",
        new Validity(NOW, NOW.plusSeconds(60), NOW.plusSeconds(90)),
        List.of("api"),
        Map.of("instance_url", "https://acme.my.example.com"),
        false);
  }
}

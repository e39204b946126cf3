package io.rotakeep.core.connection;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.provider.ProviderName;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connection's row image, read and written. Tokens are envelopes in it. */
public final class ConnectionImage {
  private static final int VERSION = 1;

  private ConnectionImage() {}

  public static byte[] write(Connection connection) {
    ImageWriter out = new ImageWriter(VERSION);
    out.text(connection.id().value()).text(connection.provider().value());
    writeState(out, connection.state());
    out.number(connection.generation().number()).number(connection.revision());
    writeGrant(out, connection.grant());
    writeToken(out, connection.accessToken());
    out.map(connection.labels());
    History history = connection.history();
    return out.instant(history.created())
        .instant(history.refreshed())
        .instant(history.stateSince())
        .text(history.lastOutcome())
        .toImage();
  }

  public static Connection read(byte[] image) {
    return ImageReader.read(image, VERSION, ConnectionImage::read);
  }

  private static Connection read(ImageReader in) {
    return new Connection(
        new ConnectionId(in.requiredText()),
        new ProviderName(in.requiredText()),
        readState(in),
        new Generation(in.number()),
        in.number(),
        readGrant(in),
        readToken(in),
        in.map(),
        new History(in.requiredInstant(), in.instant(), in.requiredInstant(), in.text()));
  }

  private static void writeState(ImageWriter out, ConnectionState state) {
    out.text(state.word());
    switch (state) {
      case ConnectionState.PendingAuthorization _, ConnectionState.Active _ -> out.text(null);
      case ConnectionState.InDoubt(var attempt, var since, var presentations, var deliberate) ->
          out.text(attempt.toString()).instant(since).number(presentations).flag(deliberate);
      case ConnectionState.ReauthorizationRequired(Reason reason) -> out.text(reason.name());
      case ConnectionState.Quarantined(Reason reason) -> out.text(reason.name());
      case ConnectionState.Revoked(Reason reason) -> out.text(reason.name());
    }
  }

  private static ConnectionState readState(ImageReader in) {
    String word = in.requiredText();
    String detail = in.text();
    String given = detail == null ? "" : detail;
    return switch (word) {
      case "PENDING_AUTHORIZATION" -> new ConnectionState.PendingAuthorization();
      case "ACTIVE" -> new ConnectionState.Active();
      case "IN_DOUBT" ->
          new ConnectionState.InDoubt(
              UUID.fromString(given), in.requiredInstant(), in.integer(), in.flag());
      case "REAUTHORIZATION_REQUIRED" ->
          new ConnectionState.ReauthorizationRequired(Reason.valueOf(given));
      case "QUARANTINED" -> new ConnectionState.Quarantined(Reason.valueOf(given));
      case "REVOKED" -> new ConnectionState.Revoked(Reason.valueOf(given));
      default -> throw new DamagedImageException("no state is called so");
    };
  }

  private static void writeGrant(ImageWriter out, @Nullable Grant grant) {
    out.flag(grant != null);
    if (grant == null) {
      return;
    }
    Envelope token = grant.refreshToken();
    out.text(grant.key().issuer().toString())
        .text(grant.key().clientId())
        .text(grant.key().subject())
        .text(grant.tokenHost())
        .text(grant.loginHost())
        .texts(grant.scopes())
        .bytes(token == null ? null : token.bytes())
        .bytes(grant.fingerprint().bytes())
        .instant(grant.obtained())
        .map(grant.attributes());
  }

  private static @Nullable Grant readGrant(ImageReader in) {
    if (!in.flag()) {
      return null;
    }
    GrantKey key =
        new GrantKey(URI.create(in.requiredText()), in.requiredText(), in.requiredText());
    String tokenHost = in.requiredText();
    String loginHost = in.text();
    var scopes = in.texts();
    byte[] token = in.bytes();
    return new Grant(
        key,
        tokenHost,
        loginHost,
        scopes,
        token == null ? null : new Envelope(token),
        Fingerprint.of(in.requiredBytes()),
        in.requiredInstant(),
        in.map());
  }

  private static void writeToken(ImageWriter out, @Nullable StoredAccessToken token) {
    out.flag(token != null);
    if (token == null) {
      return;
    }
    out.bytes(token.token().bytes())
        .text(token.handle())
        .text(token.tokenType())
        .instant(token.validity().issued())
        .instant(token.validity().refreshAfter())
        .instant(token.validity().expires())
        .texts(token.scopes())
        .map(token.attributes())
        .flag(token.withheld());
  }

  private static @Nullable StoredAccessToken readToken(ImageReader in) {
    if (!in.flag()) {
      return null;
    }
    return new StoredAccessToken(
        new Envelope(in.requiredBytes()),
        in.requiredText(),
        in.requiredText(),
        new Validity(in.requiredInstant(), in.requiredInstant(), in.requiredInstant()),
        in.texts(),
        in.map(),
        in.flag());
  }
}

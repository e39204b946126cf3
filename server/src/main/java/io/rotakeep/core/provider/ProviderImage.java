package io.rotakeep.core.provider;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.crypto.Envelope;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider's row image, read and written. Client secrets are envelopes in it. */
public final class ProviderImage {
  /** The second has the errors, the third the dialect, the fourth an event, the fifth the trust. */
  private static final int VERSION = 5;

  private static final int WITH_TRUST = 5;

  private ProviderImage() {}

  public static byte[] write(Provider provider) {
    ImageWriter out = new ImageWriter(VERSION);
    out.text(provider.name().value())
        .text(provider.preset())
        .text(provider.issuer().toString())
        .number(provider.revision());
    writeEndpoints(out, provider.endpoints());
    writeClient(out, provider.client());
    writeAuthorization(out, provider.authorization());
    writeTokens(out, provider.tokens());
    Provider.Disclosure disclosure = provider.disclosure();
    out.text(disclosure.securityContact())
        .text(text(disclosure.pkceDue()))
        .text(text(disclosure.rotationDue()));
    writeEvent(out, provider.event());
    return out.toImage();
  }

  private static void writeEvent(ImageWriter out, @Nullable ClientEvent event) {
    out.flag(event != null);
    if (event != null) {
      out.instant(event.begins()).instant(event.ends()).text(event.comment());
    }
  }

  private static @Nullable ClientEvent readEvent(ImageReader in) {
    return in.version() >= 4 && in.flag()
        ? new ClientEvent(in.requiredInstant(), in.requiredInstant(), in.requiredText())
        : null;
  }

  public static Provider read(byte[] image) {
    return ImageReader.read(image, VERSION, ProviderImage::read);
  }

  private static Provider read(ImageReader in) {
    ProviderName name = new ProviderName(in.requiredText());
    String preset = in.text();
    URI issuer = URI.create(in.requiredText());
    long revision = in.number();
    return new Provider(
        name,
        preset,
        issuer,
        readEndpoints(in),
        readClient(in),
        readAuthorization(in),
        readTokens(in),
        new Provider.Disclosure(in.text(), date(in.text()), date(in.text())),
        revision,
        readEvent(in));
  }

  private static void writeEndpoints(ImageWriter out, Endpoints endpoints) {
    out.text(endpoints.authorization().toString())
        .text(endpoints.token().toString())
        .text(text(endpoints.revocation()))
        .text(text(endpoints.introspection()))
        .text(text(endpoints.userinfo()))
        .flag(endpoints.discovered())
        .text(endpoints.trust().authorities())
        .texts(endpoints.trust().pins());
  }

  private static Endpoints readEndpoints(ImageReader in) {
    return new Endpoints(
        URI.create(in.requiredText()),
        URI.create(in.requiredText()),
        uri(in.text()),
        uri(in.text()),
        uri(in.text()),
        in.flag(),
        in.version() < WITH_TRUST
            ? ServerTrust.USUAL
            : new ServerTrust(in.requiredText(), in.texts()));
  }

  private static void writeClient(ImageWriter out, OAuthClient client) {
    out.text(client.id())
        .text(client.type().name())
        .text(client.authentication().name())
        .number(client.secrets().size());
    client.secrets().forEach(secret -> out.bytes(secret.bytes()));
  }

  private static OAuthClient readClient(ImageReader in) {
    String id = in.requiredText();
    OAuthClient.Type type = OAuthClient.Type.valueOf(in.requiredText());
    ClientAuthentication authentication = ClientAuthentication.valueOf(in.requiredText());
    long count = in.number();
    List<Envelope> secrets = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      secrets.add(new Envelope(in.requiredBytes()));
    }
    return new OAuthClient(id, type, authentication, secrets);
  }

  private static void writeAuthorization(ImageWriter out, AuthorizationRules rules) {
    Integer grants = rules.maxGrantsPerSubject();
    out.text(rules.redirectUri().toString())
        .texts(rules.returnUrls().stream().map(ReturnUrl::value).toList())
        .texts(rules.loginHosts().stream().map(HostPattern::value).toList())
        .texts(rules.scopes())
        .number(grants == null ? 0 : grants)
        .flag(rules.issuerInResponse())
        .flag(rules.confirm());
  }

  private static AuthorizationRules readAuthorization(ImageReader in) {
    URI redirect = URI.create(in.requiredText());
    List<ReturnUrl> returnUrls = in.texts().stream().map(ReturnUrl::new).toList();
    List<HostPattern> loginHosts = in.texts().stream().map(HostPattern::new).toList();
    List<String> scopes = in.texts();
    int grants = in.integer();
    return new AuthorizationRules(
        redirect,
        returnUrls,
        loginHosts,
        scopes,
        grants == 0 ? null : grants,
        in.flag(),
        in.flag());
  }

  private static void writeTokens(ImageWriter out, TokenRules rules) {
    writeRotation(out, rules.rotation());
    TokenRules.AccessTokenRules access = rules.access();
    out.text(rules.blastRadius().name())
        .duration(access.defaultTtl())
        .flag(access.introspect())
        .duration(access.refreshMargin())
        .texts(access.attributes())
        .texts(access.attributeHosts().stream().map(HostPattern::value).toList())
        .flag(access.serveToEnd())
        .duration(rules.idleTtl())
        .duration(rules.absoluteTtl());
    DialectImage.writeErrors(out, rules.errors());
    DialectImage.write(out, rules.dialect());
  }

  private static TokenRules readTokens(ImageReader in) {
    RotationClass rotation = readRotation(in);
    BlastRadius radius = BlastRadius.valueOf(in.requiredText());
    TokenRules.AccessTokenRules access =
        new TokenRules.AccessTokenRules(
            required(in.duration()),
            in.flag(),
            required(in.duration()),
            in.texts(),
            in.texts().stream().map(HostPattern::new).toList(),
            in.flag());
    return new TokenRules(
        rotation,
        radius,
        access,
        in.duration(),
        in.duration(),
        DialectImage.readErrors(in),
        DialectImage.read(in));
  }

  private static void writeRotation(ImageWriter out, RotationClass rotation) {
    switch (rotation) {
      case RotationClass.None _ -> out.text("none").number(0);
      case RotationClass.Overlapping _ -> out.text("overlapping").number(0);
      case RotationClass.Successor _ -> out.text("successor").number(0);
      case RotationClass.Window(Duration length) -> out.text("window").duration(length);
      case RotationClass.Count(int extraUses) -> out.text("count").number(extraUses);
      case RotationClass.Strict _ -> out.text("strict").number(0);
      case RotationClass.Family _ -> out.text("family").number(0);
      case RotationClass.Mixed _ -> out.text("mixed").number(0);
    }
  }

  private static RotationClass readRotation(ImageReader in) {
    String word = in.requiredText();
    long detail = in.number();
    return switch (word) {
      case "none" -> new RotationClass.None();
      case "overlapping" -> new RotationClass.Overlapping();
      case "successor" -> new RotationClass.Successor();
      case "window" -> new RotationClass.Window(Duration.ofMillis(detail));
      case "count" -> new RotationClass.Count(Math.toIntExact(detail));
      case "strict" -> new RotationClass.Strict();
      case "family" -> new RotationClass.Family();
      case "mixed" -> new RotationClass.Mixed();
      default -> throw new DamagedImageException("no rotation class is called so");
    };
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable URI uri(@Nullable String value) {
    return value == null ? null : URI.create(value);
  }

  private static @Nullable LocalDate date(@Nullable String value) {
    return value == null ? null : LocalDate.parse(value);
  }

  private static Duration required(@Nullable Duration value) {
    if (value == null) {
      throw new DamagedImageException("a required duration is absent");
    }
    return value;
  }
}

package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.JwtIssuer.KeyPlace;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.bearer.SubjectClaim;
import io.rotakeep.core.bearer.TrustedIssuer;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.provider.SafeAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the key {@code listen.jwt}: whose tokens name callers. */
final class JwtSection {
  private static final String VISIBLE = "[!-~]{1,255}";

  private static final Key.Required<String> NAME =
      Key.required(
              "name",
              Kind.matching(
                  "[a-z0-9][a-z0-9-]{0,31}",
                  "must be 1 to 32 characters of a-z 0-9 - and begin with no -"),
              "corp",
              "What policies call the issuer: oidc:corp/subject.")
          .mend("policies call its callers oidc:NAME/subject");

  private static final Key.Defaulted<TrustedIssuer.Kind> KIND =
      Key.defaulted(
          "kind",
          Kind.constant(TrustedIssuer.Kind.values()),
          "oidc",
          "oidc: any OpenID provider. kubernetes: a cluster, whose service accounts are"
              + " k8s:namespace/name; one cluster at the most, further ones are oidc.");

  private static final Key.Required<String> ISSUER =
      Key.required(
          "issuer",
          Kind.matching(
              VISIBLE, "must be 1 to 255 visible ASCII characters, as iss of its tokens has them"),
          "https://idp.example.com",
          "What iss of its tokens is, character for character. Unless jwks_url or jwks_file is"
              + " given, the place of its keys is in the metadata below it"
              + " (/.well-known/openid-configuration).");

  private static final Key.Required<String> AUDIENCE =
      Key.required(
              "audience",
              Kind.matching(VISIBLE, "must be 1 to 255 visible ASCII characters"),
              "rotakeep",
              "What aud of its tokens must be, and nothing beside it: who else got the token could"
                  + " use it here otherwise.")
          .mend("a token for another audience must not count here; write audience: rotakeep");

  private static final Key.Defaulted<SubjectClaim> SUBJECT =
      Key.defaulted(
          "subject",
          Kind.constant(SubjectClaim.values()),
          "sub",
          "The claim that names the caller. azp or client_id where sub is a random number for each"
              + " client. Not with kind: kubernetes.");

  private static final Key.Defaulted<Duration> MAX_LIFE =
      Key.defaulted(
          "max_life",
          Kind.LIFE,
          "24h",
          "Tokens that live longer are refused, counted from iat to exp: nothing calls one back"
              + " before its end.");

  private static final Key.Omissible<URI> JWKS_URL =
      Key.omissible(
          "jwks_url",
          Kind.text(TextRules.URL, "", TextRules::url).then(JwtSection::address),
          "https://kubernetes.default.svc/openid/v1/jwks",
          "Where its public keys are fetched (a JWK set): https, plain http on loopback only; may"
              + " be in our own network. Default: where its metadata say.");

  private static final Key.Omissible<Path> JWKS_FILE =
      Key.omissible(
          "jwks_file",
          TlsSection.file(),
          "/etc/rotakeep/tls/cluster.jwks",
          "In place of jwks_url: a file that holds them; read again every five minutes.");

  private static final Key.Omissible<Path> CA =
      Key.omissible(
          "ca",
          TlsSection.file(),
          "/etc/rotakeep/tls/cluster.crt",
          "PEM: who signs the certificate of the server that keys and metadata are fetched from."
              + " Default: what the JDK trusts.");

  private static final Key.Omissible<SecretPlace> TOKEN =
      Key.omissible(
          "token",
          SecretPlace.kind(),
          "{file: /run/secrets/cluster-token}",
          "Our own bearer token for that server, such as a cluster's that tells its keys to"
              + " accounts of its own only. Read at each fetch.");

  static final Keys KEYS =
      Keys.of(NAME, KIND, ISSUER, AUDIENCE, SUBJECT, MAX_LIFE, JWKS_URL, JWKS_FILE, CA, TOKEN);

  private JwtSection() {}

  static List<JwtIssuer> read(Setting list) {
    Set<String> names = new HashSet<>();
    Set<String> issuers = new HashSet<>();
    Set<TrustedIssuer.Kind> clusters = new HashSet<>();
    return list.items().stream()
        .map(
            item -> {
              Section section = item.section(KEYS);
              JwtIssuer read = issuer(section);
              if (!names.add(read.issuer().name())) {
                throw section.refused(NAME, "is the name of an issuer above; give each its own");
              }
              if (!issuers.add(read.issuer().issuer())) {
                throw section.refused(ISSUER, "is there above; one issuer has one audience here");
              }
              if (read.issuer().kind() == TrustedIssuer.Kind.KUBERNETES
                  && !clusters.add(TrustedIssuer.Kind.KUBERNETES)) {
                throw section.refused(
                    KIND,
                    "k8s: would name accounts of two clusters; write kind: oidc, which names them"
                        + " oidc:NAME/system:serviceaccount:namespace:name");
              }
              return read;
            })
        .toList();
  }

  private static JwtIssuer issuer(Section section) {
    TrustedIssuer.Kind kind = section.get(KIND);
    if (kind == TrustedIssuer.Kind.KUBERNETES && section.setting(SUBJECT).isPresent()) {
      throw section.refused(SUBJECT, "goes with kind: oidc; a cluster's are k8s:namespace/name");
    }
    return new JwtIssuer(
        new TrustedIssuer(
            section.get(NAME),
            kind,
            section.get(ISSUER),
            section.get(AUDIENCE),
            section.get(SUBJECT),
            section.get(MAX_LIFE)),
        keys(section));
  }

  private static KeyPlace keys(Section section) {
    URI url = section.find(JWKS_URL).orElse(null);
    Path file = section.find(JWKS_FILE).orElse(null);
    if (file == null) {
      return url == null
          ? fetched(section, section.setting(ISSUER).map(JwtSection::address).orElseThrow(), true)
          : fetched(section, url, false);
    }
    if (url != null) {
      throw section.refused(JWKS_FILE, "goes without jwks_url; keep one of the two");
    }
    for (Key<?> key : List.of(CA, TOKEN)) {
      if (section.setting(key).isPresent()) {
        throw section.refused(key, "is for keys that are fetched; jwks_file is not");
      }
    }
    return new KeyPlace.InFile(file);
  }

  private static KeyPlace fetched(Section section, URI address, boolean discovered) {
    return new KeyPlace.Fetched(
        address, discovered, section.find(CA).orElse(null), section.find(TOKEN).orElse(null));
  }

  private static URI address(Setting setting) {
    return setting.as(
        text -> {
          TextRules.url(text)
              .ifPresent(
                  rule -> {
                    throw new InvalidFieldException(
                        "url", rule + "; or name its keys by jwks_file");
                  });
          URI address = URI.create(text);
          SafeAddress.checkOutbound("url", address, AddressGuard.PRIVATE_TOO);
          return address;
        });
  }
}

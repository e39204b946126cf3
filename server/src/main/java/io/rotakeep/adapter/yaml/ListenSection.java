package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.adapter.yaml.DaemonSettings.Listen;
import io.rotakeep.adapter.yaml.DaemonSettings.SocketFile;
import io.rotakeep.adapter.yaml.DaemonSettings.Tls;
import io.rotakeep.core.provider.SafeAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code listen}: where the API, browsers and monitoring come. */
final class ListenSection {
  private static final Kind<Address> ADDRESS =
      Kind.parsed(Address.WRITTEN.pattern(), Address::parse);

  private static final Key.Defaulted<Address> GRPC_ADDRESS =
      Key.defaulted(
          "address",
          ADDRESS,
          "127.0.0.1:8740",
          "host:port of the API; port 0 takes a free one. Loopback by default: who opens a daemon"
              + " to a network does so on purpose.");

  private static final Key.Required<Tls> TLS =
      Key.required(
              "tls",
              Kind.mapping(TlsSection.KEYS, TlsSection::read),
              TlsSection.EXAMPLE,
              "Callers are known by certificates or tokens, so TLS cannot be switched off.")
          .mend(
              "callers are known by certificates or tokens; write tls: {cert: …, key: …, client_ca:"
                  + " …}");

  private static final Key.Defaulted<Boolean> REFLECTION =
      Key.defaulted(
          "reflection",
          Kind.FLAG,
          "false",
          "Whether tools such as grpcurl may ask which services there are.");

  private static final Key.Omissible<Section> GRPC =
      Key.omissible(
          "grpc",
          Kind.section(Keys.of(GRPC_ADDRESS, TLS, REFLECTION)),
          "{tls: " + TlsSection.EXAMPLE + "}",
          "The API on a network address. May be left out where unix is there.");

  private static final Key.Omissible<SocketFile> UNIX =
      Key.omissible(
          "unix",
          Kind.mapping(SocketSection.KEYS, SocketSection::read),
          "{path: /run/rotakeep/rotakeep.sock, mode: \"0660\"}",
          "The API on a unix socket, whose callers are known by user and primary group of their"
              + " process, without certificates; beside grpc or in its place.");

  private static final Key.Omissible<List<JwtIssuer>> JWT =
      Key.omissible(
          "jwt",
          Kind.listOf(Kind.section(JwtSection.KEYS)).then(JwtSection::read),
          "[{name: corp, issuer: https://idp.example.com, audience: rotakeep}]",
          "Whose tokens name callers who send them as authorization: Bearer with each call, over"
              + " TLS or at the socket. Certificates are not required then.");

  private static final Key.Defaulted<Address> HTTP_ADDRESS =
      Key.defaulted(
          "address",
          ADDRESS,
          "127.0.0.1:8741",
          "host:port of the browser's way back from consent, and of metrics and health. Plain http:"
              + " put what terminates TLS before it.");

  private static final Key.Omissible<URI> PUBLIC_URL =
      Key.omissible(
          "public_url",
          new Kind<>(
              new Shape.Text(TextRules.URL, "uri", TextRules::url), ListenSection::publicUrl),
          "https://tokens.example.com",
          "How browsers reach it. Without it, providers name their redirect_uri themselves, and"
              + " authorizations are completed by the application's own callback.");

  private static final Key.Defaulted<Section> HTTP =
      Key.defaulted(
          "http",
          Kind.section(Keys.of(HTTP_ADDRESS, PUBLIC_URL)),
          "{address: \"127.0.0.1:8741\"}",
          "/oauth/callback, /metrics, /healthz and /readyz.");

  private static final Key.Required<Address> METRICS_ADDRESS =
      Key.required("address", ADDRESS, "127.0.0.1:8742", "host:port of metrics and health.");

  private static final Key.Omissible<Address> METRICS =
      Key.omissible(
          "metrics",
          Kind.mapping(Keys.of(METRICS_ADDRESS), section -> section.get(METRICS_ADDRESS)),
          "{address: \"127.0.0.1:8742\"}",
          "Moves /metrics, /healthz and /readyz away from where browsers come. Default: they share"
              + " listen.http.");

  static final Keys KEYS = Keys.of(GRPC, UNIX, JWT, HTTP, METRICS).withAnyOf(GRPC, UNIX);

  private ListenSection() {}

  static Listen read(Section section) {
    Optional<Section> grpc = section.find(GRPC);
    Optional<SocketFile> unix = section.find(UNIX);
    if (grpc.isEmpty() && unix.isEmpty()) {
      throw section.missing(
          GRPC.name(), "write grpc: {tls: {cert: …, key: …, client_ca: …}}, or unix: {path: …}");
    }
    Section http = section.get(HTTP);
    Listen read =
        new Listen(
            grpc.map(it -> it.get(GRPC_ADDRESS)).orElse(null),
            grpc.map(it -> it.get(TLS)).orElse(null),
            unix.orElse(null),
            http.get(HTTP_ADDRESS),
            section.find(METRICS).orElse(null),
            http.find(PUBLIC_URL).orElse(null),
            grpc.map(it -> it.get(REFLECTION)).orElse(false),
            section.find(JWT).orElse(List.of()));
    grpc.ifPresent(it -> TlsSection.requireCallers(it, TLS, it.get(TLS), !read.jwt().isEmpty()));
    requireDifferent(section, read);
    return read;
  }

  private static URI publicUrl(Setting setting) {
    return setting.as(
        text -> {
          URI url = url(setting, text);
          SafeAddress.check("public_url", url);
          if (url.getRawQuery() != null) {
            throw setting.refused("must have no query (?…)");
          }
          return url;
        });
  }

  private static URI url(Setting setting, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      throw setting.refused("must be a URL, such as https://tokens.example.com");
    }
  }

  private static void requireDifferent(Section section, Listen read) {
    if (isSame(read.grpc(), read.http())) {
      throw section.refused(GRPC, "has the address of listen.http; give each its own port");
    }
    if (isSame(read.grpc(), read.metrics()) || isSame(read.http(), read.metrics())) {
      throw section.refused(
          METRICS, "has the address of another listener; leave it out to share listen.http");
    }
  }

  private static boolean isSame(@Nullable Address one, @Nullable Address other) {
    return one != null && one.equals(other) && one.port() != 0;
  }
}

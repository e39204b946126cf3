package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.adapter.yaml.DaemonSettings.Listen;
import io.rotakeep.adapter.yaml.DaemonSettings.Tls;
import io.rotakeep.core.provider.SafeAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code listen}: addresses and certificates. */
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

  private static final Key.Required<Path> CERT =
      Key.required(
              "cert", file(), "tls/server.crt", "PEM: the daemon's certificate and those above it.")
          .mend("write cert: and the path of a PEM file");
  private static final Key.Required<Path> KEY =
      Key.required("key", file(), "tls/server.key", "PEM: the private key of cert.")
          .mend("write key: and the path of a PEM file");
  private static final Key.Required<Path> CLIENT_CA =
      Key.required("client_ca", file(), "tls/ca.crt", "PEM: who signs the certificates of callers.")
          .mend("write client_ca: and the path of a PEM file");

  private static final Key.Required<Tls> TLS =
      Key.required(
              "tls",
              Kind.mapping(Keys.of(CERT, KEY, CLIENT_CA), ListenSection::tls),
              "{cert: tls/server.crt, key: tls/server.key, client_ca: tls/ca.crt}",
              "Callers are known by their certificates only, so TLS cannot be switched off.")
          .mend(
              "callers are known by their certificates; write tls: {cert: …, key: …, client_ca:"
                  + " …}");

  private static final Key.Defaulted<Boolean> REFLECTION =
      Key.defaulted(
          "reflection",
          Kind.FLAG,
          "false",
          "Whether tools such as grpcurl may ask which services there are.");

  private static final Key.Required<Section> GRPC =
      Key.required(
              "grpc",
              Kind.section(Keys.of(GRPC_ADDRESS, TLS, REFLECTION)),
              "{tls: {cert: tls/server.crt, key: tls/server.key, client_ca: tls/ca.crt}}",
              "The API.")
          .mend("write grpc: {tls: {cert: …, key: …, client_ca: …}}");

  private static final Key.Later UNIX = Key.later("unix", "leave it out and call by listen.grpc");

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

  static final Keys KEYS = Keys.of(GRPC, UNIX, HTTP, METRICS);

  private ListenSection() {}

  static Listen read(Section section) {
    section.refuse(UNIX);
    Section grpc = section.get(GRPC);
    Section http = section.get(HTTP);
    Listen read =
        new Listen(
            grpc.get(GRPC_ADDRESS),
            grpc.get(TLS),
            http.get(HTTP_ADDRESS),
            section.find(METRICS).orElse(null),
            http.find(PUBLIC_URL).orElse(null),
            grpc.get(REFLECTION));
    requireDifferent(section, read);
    return read;
  }

  private static Tls tls(Section section) {
    return new Tls(section.get(CERT), section.get(KEY), section.get(CLIENT_CA));
  }

  private static Kind<Path> file() {
    return Kind.PATH.then(ListenSection::existing);
  }

  private static Path existing(Setting setting) {
    Path file = setting.path();
    if (!Files.isRegularFile(file)) {
      throw setting.refused(file + " is no file; make one, or correct the path");
    }
    if (!Files.isReadable(file)) {
      throw setting.refused(file + " is not readable for this user; chown or chmod it");
    }
    return file;
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

  private static boolean isSame(Address one, @Nullable Address other) {
    return one.equals(other) && one.port() != 0;
  }
}

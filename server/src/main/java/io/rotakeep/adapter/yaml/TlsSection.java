package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Tls;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the key {@code listen.grpc.tls}: who the daemon is, and who vouches for callers. */
final class TlsSection {
  static final String EXAMPLE =
      "{cert: tls/server.crt, key: tls/server.key, client_ca: tls/ca.crt}";

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
  private static final Key.Omissible<Path> CLIENT_CRL =
      Key.omissible(
          "client_crl",
          file(),
          "tls/ca.crl",
          "PEM: what client_ca has revoked (rotakeep pki revoke). Once named, it must be there and"
              + " in force: what no list speaks about is refused. Default: nothing is revoked.");

  static final Keys KEYS = Keys.of(CERT, KEY, CLIENT_CA, CLIENT_CRL);

  private TlsSection() {}

  static Tls read(Section section) {
    return new Tls(
        section.get(CERT),
        section.get(KEY),
        section.get(CLIENT_CA),
        section.find(CLIENT_CRL).orElse(null));
  }

  private static Kind<Path> file() {
    return Kind.PATH.then(TlsSection::existing);
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
}

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
  private static final Key.Omissible<Path> CLIENT_CA =
      Key.omissible(
          "client_ca",
          file(),
          "tls/ca.crt",
          "PEM: who signs the certificates of callers. Every caller must have one, unless"
              + " listen.jwt is there: then one may come with a token instead, and without"
              + " client_ca all do.");
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
    if (section.setting(CLIENT_CA).isEmpty() && section.setting(CLIENT_CRL).isPresent()) {
      throw section.refused(CLIENT_CRL, "goes with client_ca; write both or neither");
    }
    return new Tls(
        section.get(CERT),
        section.get(KEY),
        section.find(CLIENT_CA).orElse(null),
        section.find(CLIENT_CRL).orElse(null));
  }

  /** What the whole of {@code listen} tells: somebody must be able to prove who they are. */
  static void requireCallers(Section grpc, Key<?> tls, Tls read, boolean tokens) {
    if (read.clientAuthority() == null && !tokens) {
      throw grpc.setting(tls)
          .map(setting -> setting.section(KEYS))
          .orElseThrow()
          .missing(
              CLIENT_CA.name(),
              "write client_ca: and the path of a PEM file, or listen.jwt for callers with tokens");
    }
  }

  static Kind<Path> file() {
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

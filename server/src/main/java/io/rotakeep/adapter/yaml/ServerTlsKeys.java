package io.rotakeep.adapter.yaml;

import java.util.List;

/** The keys below {@code tls} of a provider file: who may say that they are the server. */
public final class ServerTlsKeys {
  public static final Key.Omissible<String> CA_FILE =
      Key.omissible(
          "file", Kind.TEXT, "/etc/rotakeep/provider-ca.pem", "A file of certificates in PEM.");

  /** Read where the command runs, so that the daemon gets the certificates and no path. */
  public static final Key.Omissible<Setting> CA =
      Key.omissible(
          "ca",
          new Kind<>(new Shape.OneOf(Keys.of(CA_FILE)), setting -> setting),
          "{file: /etc/rotakeep/provider-ca.pem}",
          "Where the certificates of the only authorities are that count for this server. Default:"
              + " those that the daemon's Java trusts.");

  static final Key.Omissible<List<String>> PINS =
      Key.omissible(
          "pins",
          Kind.listOf(Kind.TEXT),
          "[\"sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"]",
          "Keys of which the server must show one, its own or that of an authority it sends along"
              + " (RFC 7469 §2.4), at most 10. Default: any.");

  static final Key.Omissible<Section> TLS =
      Key.omissible(
          "tls",
          Kind.section(Keys.of(CA, PINS)),
          "{ca: {file: provider-ca.pem}}",
          "More care than usual about who the server is. Who does not pass is sent nothing.");

  private ServerTlsKeys() {}
}

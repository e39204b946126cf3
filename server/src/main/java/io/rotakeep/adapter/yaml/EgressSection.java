package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.adapter.yaml.DaemonSettings.Egress;
import io.rotakeep.adapter.yaml.DaemonSettings.Proxy;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.provider.AddressRange;
import io.rotakeep.core.secret.SecretBytes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code egress}: how this daemon leaves, and how it looks from outside. */
final class EgressSection {
  private static final String HTTP = "http://";

  private static final Key.Omissible<List<String>> ADDRESSES =
      Key.omissible(
          "addresses",
          Kind.listOf(Kind.text("[0-9A-Fa-f.:]{2,45}(/[0-9]{1,3})?", "", EgressSection::noAddress)),
          "[203.0.113.7]",
          "The addresses that providers see, and that their allow-lists should hold. If one of them"
              + " is this machine's, nothing is sent from any other. They stand in the report of an"
              + " incident, so that the provider can tell our requests from others'.");

  private static final Key.Omissible<Address> PROXY =
      Key.omissible(
          "proxy",
          Kind.parsed("http://[^/@\\s]+:\\d{1,5}", EgressSection::proxy),
          "http://proxy.example.com:3128",
          "Passes everything that goes to providers on by CONNECT, so that TLS is with them and the"
              + " proxy reads nothing; addresses are its own then. Loopback is reached without it."
              + " Default: straight.");

  private static final Key.Omissible<SecretPlace> PROXY_USER =
      Key.omissible(
          "proxy_user",
          SecretPlace.kind(),
          "{env: PROXY_USER}",
          "Whom the proxy knows us as, if it asks; read at the start.");

  private static final Key.Omissible<SecretPlace> PROXY_PASSWORD =
      Key.omissible(
          "proxy_password",
          SecretPlace.kind(),
          "{file: /run/secrets/proxy-password}",
          "Goes with proxy_user.");

  static final Keys KEYS =
      Keys.of(PROXY, PROXY_USER, PROXY_PASSWORD, ADDRESSES).withAnyOf(PROXY, ADDRESSES);

  private EgressSection() {}

  static Egress read(Section section) {
    Proxy proxy = section.find(PROXY).map(address -> proxy(section, address)).orElse(null);
    if (proxy == null) {
      refuseAlone(section, PROXY_USER);
      refuseAlone(section, PROXY_PASSWORD);
    }
    List<String> addresses = section.find(ADDRESSES).orElse(List.of());
    if (proxy == null && addresses.isEmpty()) {
      throw section.missing("addresses", "write addresses: [203.0.113.7] or proxy: http://…");
    }
    return new Egress(proxy, addresses);
  }

  private static Proxy proxy(Section section, Address address) {
    SecretPlace user = section.find(PROXY_USER).orElse(null);
    SecretPlace password = section.find(PROXY_PASSWORD).orElse(null);
    if ((user == null) != (password == null)) {
      throw section.refused(
          user == null ? PROXY_USER : PROXY_PASSWORD, "write both proxy_user and proxy_password");
    }
    if (user != null && hasColon(user)) {
      throw section.refused(PROXY_USER, "must hold no colon: the password follows one");
    }
    return new Proxy(address, login(user, password));
  }

  private static Proxy.@Nullable Login login(
      @Nullable SecretPlace user, @Nullable SecretPlace password) {
    return user == null || password == null ? null : new Proxy.Login(user, password);
  }

  private static boolean hasColon(SecretPlace place) {
    try (SecretBytes user = place.read(System.getenv())) {
      return user.read(EgressSection::holdsColon);
    }
  }

  private static boolean holdsColon(byte[] bytes) {
    for (byte octet : bytes) {
      if (octet == ':') {
        return true;
      }
    }
    return false;
  }

  private static void refuseAlone(Section section, Key<?> key) {
    if (section.setting(key).isPresent()) {
      throw section.refused(key, "goes with proxy; write proxy: http://proxy.example.com:3128");
    }
  }

  private static Address proxy(String text) {
    String rule =
        "must be http://host:port and nothing else; user and password go to proxy_user and"
            + " proxy_password";
    String rest = text.startsWith(HTTP) ? text.substring(HTTP.length()) : "";
    try {
      Address address = Address.parse(rest);
      if (address.port() > 0) {
        return address;
      }
    } catch (InvalidFieldException _) {
      // One rule for all of it: the text may hold a password.
    }
    throw new InvalidFieldException("proxy", rule);
  }

  private static Optional<String> noAddress(String text) {
    try {
      AddressRange _ = AddressRange.parseOneOrMore(text);
      return Optional.empty();
    } catch (InvalidFieldException e) {
      return Optional.of(e.rule());
    }
  }
}

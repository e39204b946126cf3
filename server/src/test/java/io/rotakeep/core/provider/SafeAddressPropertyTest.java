package io.rotakeep.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.InvalidFieldException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Credentials go to https, or to this very machine, whatever an address looks like. */
class SafeAddressPropertyTest {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  record Written(String scheme, String user, String host, String port, String rest) {
    String text() {
      return scheme + "://" + user + host + port + rest;
    }
  }

  @Property(tries = 10_000)
  void letsThroughWhatIsEncryptedOrStaysHere(@ForAll("addresses") Written written) {
    Optional<URI> uri = parsed(written.text());
    if (uri.isEmpty()) {
      return;
    }
    try {
      SafeAddress.check("url", uri.get());
      assertThat(written.user()).isEmpty();
      assertThat(uri.get().getHost()).isNotNull().doesNotEndWith(".");
      assertThat(written.rest()).doesNotContain("#");
      assertThat(
              written.scheme().equalsIgnoreCase("https")
                  || (written.scheme().equalsIgnoreCase("http")
                      && LOOPBACK.contains(uri.get().getHost())))
          .as(written.text())
          .isTrue();
    } catch (InvalidFieldException e) {
      assertThat(e.rule()).hasSizeLessThan(120).doesNotContain("canary");
    }
  }

  @Property(tries = 2_000)
  void refusesNoPlainHttpsAddress(@ForAll("names") String host) {
    SafeAddress.checkOutbound(
        "url", URI.create("https://" + host + "/token?a=b"), AddressGuard.PUBLIC_ONLY);
  }

  private static Optional<URI> parsed(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  @Provide
  Arbitrary<Written> addresses() {
    return Combinators.combine(
            Arbitraries.of("https", "http", "HTTPS", "hTTp", "ftp", "file", "jar", "unix", "ws"),
            Arbitraries.of("", "", "", "canary@", "canary:canary@", "@", "127.0.0.1@"),
            Arbitraries.oneOf(
                names(),
                Arbitraries.of(
                    "127.0.0.1",
                    "[::1]",
                    "localhost",
                    "localhost.",
                    "LOCALHOST",
                    "127.1",
                    "0x7f000001",
                    "2130706433",
                    "[::ffff:127.0.0.1]",
                    "[::]",
                    "0.0.0.0",
                    "169.254.169.254",
                    "localhost.evil.example",
                    "127.0.0.1.evil.example",
                    "",
                    "canary.example.",
                    "xn--nxasmq6b",
                    "é.example",
                    "a_b.example")),
            Arbitraries.of("", ":443", ":22", ":0", ":65536", ":", ":x"),
            Arbitraries.of(
                "", "/", "/a", "/a?b=c", "/#x", "?canary", "/%2e%2e", "/\\", "/ ", "//e"))
        .as(Written::new);
  }

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> label =
        Arbitraries.strings().withChars("abcxyz0189").ofMinLength(1).ofMaxLength(10);
    return label
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(labels -> String.join(".", labels) + ".example");
  }
}

package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

final class PkiCommandTest {
  private static final Path OPENSSL = Path.of("/usr/bin/openssl");
  private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";
  private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";

  @TempDir private Path home;

  @Test
  void makesAnAuthorityAndSaysWhatToDoNext() throws Exception {
    Run run = pki("init");

    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    assertThat(run.out()).startsWith("made an authority in ");
    assertThat(run.err())
        .contains("next step: rotakeep pki issue server --dns localhost --ip 127.0.0.1 --dir ");
    X509Certificate ca = certificate("ca");
    assertThat(ca.getBasicConstraints()).isZero();
    assertThat(ca.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
    assertThat(ca.getKeyUsage()[5]).isTrue();
    assertThat(ca.getKeyUsage()[6]).isTrue();
    assertThat(life(ca)).isBetween(Duration.ofDays(3649), Duration.ofDays(3651));
    assertThat(mode("ca.key")).isEqualTo("rw-------");
    assertThat(list().getRevokedCertificates()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256", "ed25519"})
  void issuesWhatOpensslVerifies(String algorithm) throws Exception {
    var _ = pki("init", "--algorithm", algorithm);
    var _ = pki("issue", "server", "--dns", "localhost", "--ip", "127.0.0.1", "--ip", "::1");
    Run run = pki("issue", "crm", "--spiffe-id", "spiffe://example.org/crm");

    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    assertThat(run.err())
        .contains("renew from ")
        .contains(": rotakeep pki issue crm --renew --dir");
    X509Certificate crm = certificate("crm");
    assertThat(crm.getBasicConstraints()).isEqualTo(-1);
    assertThat(crm.getExtendedKeyUsage()).containsExactly(CLIENT_USE);
    assertThat(certificate("server").getExtendedKeyUsage()).containsExactly(SERVER_USE);
    assertThat(crm.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "spiffe://example.org/crm"));
    assertThat(crm.getSerialNumber().bitLength()).isGreaterThanOrEqualTo(128);
    assertThat(crm.getNotBefore().toInstant()).isBefore(Instant.now().minusSeconds(60));
    assertThat(life(crm)).isBetween(Duration.ofDays(89), Duration.ofDays(91));
    assertThat(mode("crm.key")).isEqualTo("rw-------");
    for (String name : List.of("server", "crm")) {
      assertThat(openssl(name)).isEqualTo(home.resolve("pki") + "/" + name + ".crt: OK");
    }
  }

  @Test
  void revokesForOpensslTooAndKeepsEarlierEntries() throws Exception {
    var _ = pki("init");
    for (String name : List.of("a", "b", "c")) {
      var _ = pki("issue", name, "--spiffe-id", "spiffe://example.org/" + name);
    }
    assertThat(pki("revoke", "a").exitCode()).isZero();
    Run second = pki("revoke", "b");

    assertThat(second.out()).startsWith("revoked b (1 certificate) in ");
    assertThat(second.err()).contains("listen.grpc.tls.client_crl");
    assertThat(list().getRevokedCertificates()).hasSize(2);
    assertThat(list().isRevoked(certificate("a"))).isTrue();
    assertThat(list().isRevoked(certificate("c"))).isFalse();
    assertThat(pki("revoke", "b").out()).startsWith("b was revoked already");
    assertThat(pki("list").out().lines().map(it -> it.replaceAll(" +", " ")))
        .anyMatch(it -> it.startsWith("a revoked "))
        .anyMatch(it -> it.startsWith("c valid ") && it.endsWith(" spiffe://example.org/c"));
    assertThat(openssl("a")).contains("certificate revoked");
    assertThat(openssl("c")).endsWith("c.crt: OK");
  }

  @Test
  void writesOverNothingUnlessToldToRenew() throws Exception {
    var _ = pki("init");
    var _ = pki("issue", "a", "--spiffe-id", "spiffe://example.org/a");
    X509Certificate before = certificate("a");

    Run again = pki("issue", "a", "--spiffe-id", "spiffe://example.org/other");
    Run authority = pki("init");
    assertThat(again.exitCode()).isOne();
    assertThat(again.err()).contains("a.crt: exists, and is not written over; give --renew");
    assertThat(authority.err()).contains("ca.crt: exists, and is not written over");
    assertThat(certificate("a")).isEqualTo(before);

    assertThat(pki("issue", "a", "--renew").exitCode()).isZero();
    assertThat(certificate("a").getSubjectAlternativeNames())
        .containsExactlyElementsOf(before.getSubjectAlternativeNames());
    assertThat(certificate("a").getPublicKey()).isNotEqualTo(before.getPublicKey());
    assertThat(pki("revoke", "a").out()).startsWith("revoked a (2 certificates)");
  }

  @Test
  void leavesNothingHalfWritten() throws Exception {
    var _ = pki("init");
    var _ = pki("issue", "a", "--spiffe-id", "spiffe://example.org/a");

    try (Stream<Path> files = Files.list(home.resolve("pki"))) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "ca.crt", "ca.key", "ca.crl", "ca.lock", "a.crt", "a.key", "issued");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "issue ../a --spiffe-id spiffe://example.org/a | NAME: must be 1 to 63 characters",
        "issue ca --spiffe-id spiffe://example.org/a | and not ca",
        "issue a/b --dns localhost | NAME: must be",
        "issue a --spiffe-id https://example.org/a | --spiffe-id: a SPIFFE ID begins with",
        "issue a --spiffe-id spiffe://example.org/../a | --spiffe-id: a SPIFFE path segment",
        "issue a --dns *.example.org | --dns: must be a host name in lower case",
        "issue a --ip localhost | --ip: must be an IP address",
        "issue a | give --spiffe-id for a caller, --dns or --ip for a server",
        "issue a --dns localhost --days 0 | --days: must be 1 to 825",
        "revoke a | a: nothing was issued under this name; run: rotakeep pki list --dir",
      })
  void refusesWhatIsWrongAndSaysTheMend(String line, String message) {
    var _ = pki("init");

    Run run = pki(line.strip().split(" ", -1));

    assertThat(run.exitCode()).isPositive();
    assertThat(run.err()).contains(message);
  }

  @Test
  void namesTheWayToAnAuthorityThatIsNotThere() {
    Run run = pki("issue", "a", "--dns", "localhost");

    assertThat(run.exitCode()).isOne();
    assertThat(run.err()).contains("there is no authority here; run: rotakeep pki init --dir ");
  }

  private Run pki(String... arguments) {
    String[] all =
        Stream.of(
                Stream.of("pki"),
                Stream.of(arguments),
                Stream.of("--dir", home.resolve("pki").toString()))
            .flatMap(it -> it)
            .toArray(String[]::new);
    return new Run().of(all);
  }

  private X509Certificate certificate(String name) throws Exception {
    try (InputStream in = Files.newInputStream(home.resolve("pki/" + name + ".crt"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private X509CRL list() throws Exception {
    try (InputStream in = Files.newInputStream(home.resolve("pki/ca.crl"))) {
      return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
    }
  }

  private String mode(String file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(home.resolve("pki").resolve(file)));
  }

  private static Duration life(X509Certificate certificate) {
    return Duration.between(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  /** What openssl says of a certificate, with the list of what is revoked. */
  private String openssl(String name) throws Exception {
    if (!Files.isExecutable(OPENSSL)) {
      throw new TestAbortedException("there is no " + OPENSSL);
    }
    Path pki = home.resolve("pki");
    Process process =
        new ProcessBuilder(
                OPENSSL.toString(),
                "verify",
                "-x509_strict",
                "-crl_check",
                "-CAfile",
                pki.resolve("ca.crt").toString(),
                "-CRLfile",
                pki.resolve("ca.crl").toString(),
                pki.resolve(name + ".crt").toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream out = process.getInputStream()) {
      return new String(out.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
    }
  }
}

package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.adapter.yaml.JwtIssuer.KeyPlace;
import io.rotakeep.core.bearer.SubjectClaim;
import io.rotakeep.core.bearer.TrustedIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JwtSectionTest {
  private static final String CORP = "{name: corp, issuer: 'https://idp.example.com', audience: rk";

  @TempDir private Path dir;

  @BeforeEach
  void putFilesBeside() throws IOException {
    for (String name : new String[] {"c.pem", "k.pem", "ca.pem", "set.json"}) {
      Files.writeString(dir.resolve(name), "x");
    }
  }

  @Test
  void readsAProviderWithItsDefaults() throws IOException {
    DaemonSettings.Listen listen = read("[" + CORP + "}]", "").listen();

    assertThat(listen.jwt())
        .containsExactly(
            new JwtIssuer(
                new TrustedIssuer(
                    "corp",
                    TrustedIssuer.Kind.OIDC,
                    "https://idp.example.com",
                    "rk",
                    SubjectClaim.SUB,
                    Duration.ofHours(24)),
                new KeyPlace.Fetched(URI.create("https://idp.example.com"), true, null, null)));
    assertThat(listen.tls()).matches(tls -> tls != null && tls.clientAuthority() == null);
  }

  @Test
  void readsAClusterBesideAProvider() throws IOException {
    DaemonSettings.Listen listen =
        read(
                "["
                    + CORP
                    + ", subject: azp, max_life: 5m, jwks_file: set.json}, {name: k, kind:"
                    + " kubernetes, issuer: kubernetes/serviceaccount, audience: rk, jwks_url:"
                    + " 'https://10.0.0.1/openid/v1/jwks', ca: ca.pem, token: {file: set.json}}]",
                ", client_ca: ca.pem")
            .listen();

    assertThat(listen.jwt().getFirst().keys())
        .isEqualTo(new KeyPlace.InFile(dir.resolve("set.json")));
    assertThat(listen.jwt().getFirst().issuer().subject()).isEqualTo(SubjectClaim.AZP);
    assertThat(listen.jwt().getLast().issuer().kind()).isEqualTo(TrustedIssuer.Kind.KUBERNETES);
    assertThat(listen.jwt().getLast().keys())
        .isEqualTo(
            new KeyPlace.Fetched(
                URI.create("https://10.0.0.1/openid/v1/jwks"),
                false,
                dir.resolve("ca.pem"),
                new SecretPlace.InFile(dir.resolve("set.json"))));
    assertThat(listen.tls()).matches(tls -> tls != null && tls.clientAuthority() != null);
  }

  /** What follows the first three keys of an issuer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "} , " + CORP + "} | jwt[1].name: is the name of an issuer above",
        "}, {name: b, issuer: 'https://idp.example.com', audience: x} | jwt[1].issuer: is there",
        ", kind: k8s} | jwt[0].kind: must be one of oidc, kubernetes",
        ", kind: kubernetes, subject: sub} | jwt[0].subject: goes with kind: oidc",
        ", kind: kubernetes}, {name: b, kind: kubernetes, issuer: 'https://b', audience: x} |"
            + " jwt[1].kind: k8s: would name accounts of two clusters",
        ", subject: email} | jwt[0].subject: must be one of sub, azp, client_id",
        ", max_life: 5} | jwt[0].max_life: must be one number with",
        ", jwks_file: none.json} | none.json is no file",
        ", jwks_url: 'http://keys.example.com'} | jwks_url: plain http is for loopback only",
        ", jwks_url: 'https://169.254.169.254/k'} | jwks_url: must have no special-purpose",
        ", jwks_url: 'https://keys.example.com:22/k'} | jwks_url: must have the port 443",
        ", jwks_url: 'https://a/', jwks_file: set.json} | jwks_file: goes without jwks_url",
        ", jwks_file: set.json, ca: ca.pem} | ca: is for keys that are fetched",
        ", jwks_file: set.json, token: {file: set.json}} | token: is for keys that are fetched",
        ", token: eyJ} | token: a secret does not belong in this file",
        ", jwks: x} | jwt[0].jwks: unknown key",
        "}, {name: b, audience: x} | jwt[1].issuer: is missing",
        "}, {name: b, issuer: 'https://b'} | jwt[1].audience: is missing; a token for another",
        "}, {issuer: 'https://b', audience: x} | jwt[1].name: is missing; policies call",
        "}, {name: B, issuer: 'https://b', audience: x} | jwt[1].name: must be 1 to 32",
        "}, {name: b, issuer: 'kubernetes/x', audience: x} | jwt[1].issuer: must be a URL",
        "}, {name: b, issuer: 'http://b', audience: x} | jwt[1].issuer: plain http is for",
        "}, {name: b, issuer: 'https://[fd00:ec2::254]', audience: x} | jwt[1].issuer: must have no"
            + " special-purpose",
      })
  void refusesWhatCannotBeMeant(String rest, String complaint) {
    assertThatExceptionOfType(RefusedFileException.class)
        .isThrownBy(() -> read("[" + CORP + rest + "]", ""))
        .withMessageContaining(complaint);
  }

  @Test
  void wantsAnAuthorityForCertificatesWhereNobodyMayComeWithAToken() {
    assertThatExceptionOfType(RefusedFileException.class)
        .isThrownBy(() -> readListen("{grpc: {tls: {cert: c.pem, key: k.pem}}}"))
        .withMessageContaining("listen.grpc.tls.client_ca: is missing")
        .withMessageContaining("or listen.jwt");
    assertThatExceptionOfType(RefusedFileException.class)
        .isThrownBy(() -> read("[" + CORP + "}]", ", client_crl: ca.pem"))
        .withMessageContaining("client_crl: goes with client_ca");
  }

  private DaemonSettings read(String jwt, String moreOfTls) throws IOException {
    return readListen(
        "{grpc: {tls: {cert: c.pem, key: k.pem" + moreOfTls + "}}, jwt: " + jwt + "}");
  }

  private DaemonSettings readListen(String listen) throws IOException {
    return DaemonFile.read(
        Files.writeString(
            dir.resolve("rotakeep.yaml"),
            "data_dir: data\nlisten: "
                + listen
                + "\nseal: {type: key-file, path: seal.key}\naudit: [{type: file, path: a.jsonl}]\n"
                + "policies: [{name: ops, callers: ['oidc:corp/ops'], connections: ['**'], roles:"
                + " [operator]}]\n"));
  }
}

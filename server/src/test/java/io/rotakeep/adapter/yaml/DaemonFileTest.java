package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.adapter.yaml.DaemonSettings.Egress;
import io.rotakeep.adapter.yaml.DaemonSettings.Listen;
import io.rotakeep.adapter.yaml.DaemonSettings.Load;
import io.rotakeep.adapter.yaml.DaemonSettings.OnSuspicion;
import io.rotakeep.adapter.yaml.DaemonSettings.Proxy;
import io.rotakeep.adapter.yaml.DaemonSettings.SocketFile;
import io.rotakeep.adapter.yaml.DaemonSettings.Tls;
import io.rotakeep.adapter.yaml.NoticeSettings.MailTls;
import io.rotakeep.adapter.yaml.NoticeSettings.Smtp;
import io.rotakeep.adapter.yaml.NoticeSettings.Webhook;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.notice.Receiver.Wanted;
import io.rotakeep.core.quota.Quota;
import io.rotakeep.core.seal.SealKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonFileTest {
  private static final String SHORT =
      """
      data_dir: data
      listen: {grpc: {tls: {cert: c.pem, key: k.pem, client_ca: ca.pem}}}
      seal: {type: key-file, path: seal.key}
      audit: [{type: file, path: audit.jsonl}]
      """;

  private static final String POLICIES =
      "policies: [{name: crm, callers: [dev], connections: [a/*], roles: [reader]}]\n";
  private static final Policy CRM =
      new Policy("crm", List.of("dev"), List.of("a/*"), Set.of(Role.READER), null);

  private static final String EVERYTHING =
      """
      data_dir: data
      witness: /var/lib/elsewhere/witness
      store: {type: h2}
      listen:
        grpc:
          address: "[::]:1"
          tls: {cert: c.pem, key: k.pem, client_ca: ca.pem}
          reflection: true
        unix: {path: /run/rotakeep/rotakeep.sock, mode: "0600"}
        http: {address: 10.0.0.1:2, public_url: https://tokens.example.com}
        metrics: {address: localhost:3}
      seal: {type: key-file, path: /etc/seal.key}
      audit:
        - {type: file, path: a.jsonl, rotate_size: 1GiB, keep: 7, durable_reads: true}
        - {type: file, path: /b.jsonl, required: false}
        - {type: syslog, address: "tls://logs.example.com:6514", ca: logs.crt, facility: local3}
        - {type: syslog, address: "unix:/dev/log", required: true}
      policies:
        - name: help
          callers: ["spiffe://example.org/crm", "dns:a.example", "uid:1000", "gid:5"]
          connections: ["**"]
          labels: {team: crm, tier: "a b"}
          roles: [support, auditor]
          expires: 2026-05-11T08:00:00+02:00
      quotas:
        - callers: ["spiffe://example.org/**"]
          requests_per_second: 500
          tokens_per_hour: 100000
          distinct_connections_per_hour: 1000
        - {callers: ["uid:1000"], distinct_connections_per_hour: 10}
      approvals: {all: 1}
      notify:
        webhooks:
          - name: ops
            url: https://hooks.example.com/rotakeep?team=1
            secret: {file: key}
            min_severity: high
            kinds: [stale_store, operator]
          - {name: dev, url: "http://127.0.0.1:9000/x", secret: {file: key}}
        smtp:
          host: mail.example.com
          tls: tls
          user: rotakeep
          password: {file: password}
          from: rotakeep@example.com
          to: [a@example.com, b@example.com]
          min_severity: critical
      incidents: {revoke_upstream: true}
      egress:
        proxy: http://proxy.example.com:3128
        proxy_user: {file: user}
        proxy_password: {file: password}
        addresses: [203.0.113.7, "2001:db8::/32"]
      limits: {requests_at_once: 4, requests_per_second: 50, rewraps_per_second: 1000}
      node: {name: b.1}
      """;

  @TempDir Path dir;

  @BeforeEach
  void putCertificatesBeside() throws IOException {
    for (String name : List.of("c.pem", "k.pem", "ca.pem")) {
      Files.writeString(dir.resolve(name), "");
    }
  }

  @Test
  void fillsInDefaultsAndResolvesPathsFromTheDirectoryOfTheFile() throws IOException {
    DaemonSettings settings = read(SHORT + POLICIES);

    assertThat(settings)
        .isEqualTo(
            new DaemonSettings(
                dir.resolve("data"),
                dir.resolve("data-witness/witness"),
                new Listen(
                    new Address("127.0.0.1", 8740),
                    tls(),
                    null,
                    new Address("127.0.0.1", 8741),
                    null,
                    null,
                    false),
                new SealSettings(SealKind.KEY_FILE, dir.resolve("seal.key"), null),
                List.of(AuditSettings.File.of(dir.resolve("audit.jsonl"))),
                new AccessRules(List.of(CRM), List.of(), 2),
                NoticeSettings.NOBODY,
                new OnSuspicion(false),
                Egress.UNDECLARED,
                new Load(32, 200, 50),
                "a"));
  }

  @Test
  void readsEveryKey() throws IOException {
    Files.writeString(dir.resolve("user"), "rotakeep\n");
    Files.writeString(dir.resolve("password"), "word:with:colons");
    Files.writeString(dir.resolve("key"), "whsec_TWZLUTlyOEdLWXFyVHdqVVBEOElMUFpJbzJMYUxhU3c=");

    DaemonSettings settings = read(EVERYTHING);

    assertThat(settings)
        .isEqualTo(
            new DaemonSettings(
                dir.resolve("data"),
                Path.of("/var/lib/elsewhere/witness"),
                everyListener(),
                new SealSettings(SealKind.KEY_FILE, Path.of("/etc/seal.key"), null),
                everyAuditDevice(),
                new AccessRules(List.of(help()), quotas(), 1),
                everyReceiver(),
                new OnSuspicion(true),
                everyWayOut(),
                new Load(4, 50, 1000),
                "b.1"));
  }

  private List<AuditSettings> everyAuditDevice() {
    return List.of(
        new AuditSettings.File(dir.resolve("a.jsonl"), 1L << 30, 7, true, true),
        new AuditSettings.File(Path.of("/b.jsonl"), 256L << 20, Integer.MAX_VALUE, false, false),
        new AuditSettings.Syslog(
            new AuditSettings.Way.Tls(
                new Address("logs.example.com", 6514), dir.resolve("logs.crt")),
            19,
            false),
        new AuditSettings.Syslog(new AuditSettings.Way.Unix(Path.of("/dev/log")), 10, true));
  }

  private NoticeSettings everyReceiver() {
    SecretPlace key = new SecretPlace.InFile(dir.resolve("key"));
    return new NoticeSettings(
        List.of(
            new Webhook(
                "ops",
                URI.create("https://hooks.example.com/rotakeep?team=1"),
                key,
                new Wanted(Severity.HIGH, Set.of(IncidentKind.STALE_STORE, IncidentKind.OPERATOR))),
            new Webhook("dev", URI.create("http://127.0.0.1:9000/x"), key, Wanted.ALL)),
        new Smtp(
            new Address("mail.example.com", 465),
            MailTls.TLS,
            new Smtp.Login("rotakeep", new SecretPlace.InFile(dir.resolve("password"))),
            "rotakeep@example.com",
            List.of("a@example.com", "b@example.com"),
            new Wanted(Severity.CRITICAL, Set.of())));
  }

  private Egress everyWayOut() {
    return new Egress(
        new Proxy(
            new Address("proxy.example.com", 3128),
            new Proxy.Login(
                new SecretPlace.InFile(dir.resolve("user")),
                new SecretPlace.InFile(dir.resolve("password")))),
        List.of("203.0.113.7", "2001:db8::/32"));
  }

  private static List<Quota> quotas() {
    return List.of(
        new Quota(List.of("spiffe://example.org/**"), 500, 100_000, 1000),
        new Quota(List.of("uid:1000"), Quota.NO_LIMIT, Quota.NO_LIMIT, 10));
  }

  private static Policy help() {
    return new Policy(
        "help",
        List.of("spiffe://example.org/crm", "dns:a.example", "uid:1000", "gid:5"),
        List.of("**"),
        Map.of("team", "crm", "tier", "a b"),
        Set.of(Role.SUPPORT, Role.AUDITOR),
        Instant.parse("2026-05-11T06:00:00Z"));
  }

  private Listen everyListener() {
    return new Listen(
        new Address("::", 1),
        tls(),
        new SocketFile(Path.of("/run/rotakeep/rotakeep.sock"), 0600),
        new Address("10.0.0.1", 2),
        new Address("localhost", 3),
        URI.create("https://tokens.example.com"),
        true);
  }

  @Test
  void readsPoliciesFromTheirOwnFile() throws IOException {
    Files.writeString(dir.resolve("p.yaml"), POLICIES);

    DaemonSettings settings = read(SHORT + "policies_file: p.yaml\n");

    assertThat(settings.access().policies()).containsExactly(CRM);
  }

  @Test
  void needsNoNetworkAddressBesideASocket() throws IOException {
    DaemonSettings settings =
        read(SHORT.replaceFirst("listen: .*", "listen: {unix: {path: r.sock}}") + POLICIES);

    assertThat(settings.listen())
        .isEqualTo(
            new Listen(
                null,
                null,
                new SocketFile(dir.resolve("r.sock"), 0660),
                new Address("127.0.0.1", 8741),
                null,
                null,
                false));
    assertThat(settings.listen().isForDevelopment()).isFalse();
  }

  @Test
  void letsSeveralListenersTakeAFreePort() throws IOException {
    DaemonSettings settings =
        read(
            SHORT.replace(
                    "{grpc: {", "{http: {address: 127.0.0.1:0}, grpc: {address: 127.0.0.1:0, ")
                + POLICIES);

    assertThat(settings.listen().grpc()).isEqualTo(settings.listen().http());
  }

  private Tls tls() {
    return new Tls(dir.resolve("c.pem"), dir.resolve("k.pem"), dir.resolve("ca.pem"), null);
  }

  private DaemonSettings read(String yaml) throws IOException {
    return DaemonFile.read(Files.writeString(dir.resolve("rotakeep.yaml"), yaml));
  }
}

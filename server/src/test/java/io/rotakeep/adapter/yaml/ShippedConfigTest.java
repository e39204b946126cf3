package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.adapter.yaml.NoticeSettings.Webhook;
import io.rotakeep.core.caller.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of {@code config} are documentation; here they are held to what the reader does. */
class ShippedConfigTest {
  private static final Path CONFIG = Path.of("../config");

  /** The full file without what has a default. */
  private static final String REQUIRED =
      """
      data_dir: /var/lib/rotakeep
      listen:
        grpc:
          tls:
            cert: /etc/rotakeep/tls/server.crt
            key: /etc/rotakeep/tls/server.key
            client_ca: /etc/rotakeep/tls/clients.crt
      seal: {type: key-file, path: /etc/rotakeep/seal.key}
      audit: [{type: file, path: /var/log/rotakeep/audit.jsonl}]
      policies:
        - name: crm
          callers: ["spiffe://example.org/crm"]
          connections: ["salesforce/*"]
          roles: [reader]
        - name: reports
          callers: ["spiffe://example.org/reports/*"]
          labels: {team: reports}
          roles: [reader]
        - name: ops
          callers: ["spiffe://example.org/ops"]
          connections: ["**"]
          roles: [operator, security, enroller, auditor]
      """;

  @TempDir Path dir;

  @BeforeEach
  void putCertificates() throws IOException {
    Path tls = Files.createDirectories(dir.resolve("run/tls"));
    for (String name :
        List.of(
            "server.crt",
            "server.key",
            "clients.crt",
            "clients.crl",
            "ca.crt",
            "ca.crl",
            "cluster.crt",
            "other.jwks")) {
      Files.writeString(tls.resolve(name), "");
    }
    Path secrets = Files.createDirectories(dir.resolve("run/secrets"));
    Files.writeString(secrets.resolve("proxy-user"), "rotakeep");
    Files.writeString(secrets.resolve("proxy-password"), "word");
    Files.writeString(secrets.resolve("smtp-password"), "word");
    Files.writeString(secrets.resolve("cluster-token"), "word");
    Files.writeString(secrets.resolve("token-pin"), "123456");
    Files.writeString(
        secrets.resolve("webhook"), "whsec_TWZLUTlyOEdLWXFyVHdqVVBEOElMUFpJbzJMYUxhU3c=");
  }

  @Test
  void theFullFileSaysTheDefaults() throws IOException {
    DaemonSettings full = read(shipped("rotakeep-full.yaml"));
    DaemonSettings defaults = read(REQUIRED);

    assertThat(full).isEqualTo(defaults);
  }

  @Test
  void theFullFileNamesWhatHasNoDefaultToo() throws IOException {
    String text = shipped("rotakeep-full.yaml").replaceAll("(?m)^( *)#(?=[-a-z])", "$1");

    DaemonSettings settings = read(text);

    assertThat(settings.listen().publicUrl()).isEqualTo(URI.create("https://tokens.example.com"));
    assertThat(settings.listen().metrics()).isEqualTo(new Address("127.0.0.1", 8742));
    assertThat(settings.listen().unix())
        .isEqualTo(new DaemonSettings.SocketFile(Path.of("/run/rotakeep/rotakeep.sock"), 0660));
    assertThat(settings.egress().addresses()).containsExactly("203.0.113.7");
    assertThat(settings.egress().proxy())
        .matches(proxy -> proxy != null && proxy.login() != null)
        .extracting(DaemonSettings.Proxy::address)
        .isEqualTo(new Address("proxy.example.com", 3128));
    assertThat(settings.notices().webhooks()).singleElement().returns("ops", Webhook::name);
    assertThat(settings.notices().smtp()).matches(smtp -> smtp != null && smtp.login() != null);
    assertThat(settings.listen().tls())
        .matches(tls -> tls != null && tls.clientRevocations() != null);
    assertThat(settings.listen().jwt())
        .extracting(it -> it.issuer().name())
        .containsExactly("cluster", "other", "corp");
    assertThat(settings.access().policies().getLast().expires())
        .isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
  }

  /** A key is there as it stands, or behind a # that somebody takes away. */
  @Test
  void theFullFileHasEveryKeyAndNoOtherDefaultThanTheReader() throws IOException {
    String text = shipped("rotakeep-full.yaml");
    JsonNode asItStands = JsonSchema.value(YamlReader.read("full", text));
    JsonNode everything =
        JsonSchema.value(
            YamlReader.read(
                "full", text.replaceAll("(?m)^( *)#(?=[-a-z])|^# (?=policies_file)", "$1")));

    DaemonFile.KEYS.inOrder().forEach(key -> requireKey(key, asItStands, everything));
  }

  private static void requireKey(Key<?> key, JsonNode asItStands, JsonNode everything) {
    switch (key) {
      case Key.Later _ -> assertThat(everything.has(key.name())).as(key.name()).isFalse();
      case Key.Required<?> _, Key.Omissible<?> _ ->
          assertThat(everything.has(key.name())).as(key.name()).isTrue();
      case Key.Defaulted<?> defaulted ->
          assertThat(asItStands.path(key.name()))
              .as(key.name())
              .isEqualTo(JsonSchema.value(YamlReader.read("default", defaulted.written())));
    }
    if (key instanceof Key.Valued<?> valued) {
      JsonNode inner = everything.path(key.name());
      // What stands in a mapping that is commented out is its default all the same.
      JsonNode standing = key instanceof Key.Omissible<?> ? inner : asItStands.path(key.name());
      switch (valued.shape()) {
        case Shape.Mapping(Keys keys) ->
            keys.inOrder().forEach(it -> requireKey(it, standing, inner));
        case Shape.ListOf(Shape.Mapping(Keys keys), int _) ->
            keys.inOrder().forEach(it -> requireKey(it, merged(inner), merged(inner)));
        case Shape.ListOf _,
            Shape.Text _,
            Shape.Life _,
            Shape.Flag _,
            Shape.Whole _,
            Shape.Words _,
            Shape.Texts _,
            Shape.OneOf _ -> {}
      }
    }
  }

  /** What any item of the list has. */
  private static JsonNode merged(JsonNode list) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    list.forEach(item -> all.setAll((ObjectNode) item));
    return all;
  }

  @Test
  void theSmallFileIsReadAndStaysOnLoopback() throws IOException {
    DaemonSettings settings = read(shipped("rotakeep.yaml"));

    assertThat(settings.dataDir()).isEqualTo(dir.resolve("run/data"));
    assertThat(settings.witness()).isEqualTo(dir.resolve("run/data-witness/witness"));
    assertThat(settings.listen().grpc()).matches(it -> it != null && it.isLoopback());
    assertThat(settings.listen().http().isLoopback()).isTrue();
    assertThat(settings.access().policies().getFirst().roles()).contains(Role.values());
  }

  private static String shipped(String name) throws IOException {
    return Files.readString(CONFIG.resolve(name));
  }

  private DaemonSettings read(String text) throws IOException {
    Path config = Files.createDirectories(dir.resolve("config"));
    String here =
        text.replace("/etc/rotakeep/tls", dir.resolve("run/tls").toString())
            .replace("/run/secrets", dir.resolve("run/secrets").toString());
    return DaemonFile.read(Files.writeString(config.resolve("rotakeep.yaml"), here));
  }
}

package io.rotakeep.adapter.yaml;

import io.rotakeep.core.BugException;
import io.rotakeep.core.provider.Preset;
import io.rotakeep.core.provider.ProviderPresets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The presets that ship with the daemon: {@code config/providers}, on the class path. Thread-safe.
 */
public final class YamlProviderPresets implements ProviderPresets {
  /** A class path cannot be listed; a test compares this with the directory. */
  static final List<String> SHIPPED =
      List.of(
          "atlassian",
          "auth0",
          "generic",
          "github-app",
          "google",
          "hubspot",
          "keycloak",
          "microsoft-entra",
          "oidc-provider",
          "okta",
          "ory-hydra",
          "salesforce",
          "salesforce-sandbox",
          "slack",
          "spring-authorization-server",
          "xero");

  private static final Key.Required<String> DESCRIPTION =
      Key.required("description", Kind.TEXT, "Some server.", "What it is for, in one sentence.")
          .mend("write one sentence");
  private static final Key.Required<Section> PROVIDER =
      Key.required(
              "provider",
              Kind.section(ProviderKeys.PRESET),
              "{rotation: {class: family}}",
              "The keys of a provider file that no operator owns.")
          .mend("write what the preset sets");
  private static final Key.Required<List<String>> SOURCES =
      Key.required("sources", Kind.listOf(Kind.TEXT), "[RFC 6749]", "Where the facts come from.")
          .mend("write where the facts come from");
  private static final Key.Required<LocalDate> VERIFIED =
      Key.required(
              "verified",
              ProviderKeys.DATE.map(LocalDate::parse),
              "2026-05-11",
              "When the sources were last read.")
          .mend("write when the sources were last read");
  private static final Key.Omissible<List<String>> UNVERIFIED =
      Key.omissible(
          "unverified",
          Kind.listOf(Kind.TEXT),
          "[rotation.class]",
          "Settings that no official page states; they hold the cautious value.");
  private static final Key.Omissible<List<String>> WITHOUT =
      Key.omissible(
          "without",
          Kind.listOf(Kind.TEXT),
          "[refresh_token.absolute_ttl]",
          "Settings that are left out because the server, by its own pages, has no such thing.");

  /** Of a preset's file. */
  static final Keys KEYS = Keys.of(DESCRIPTION, PROVIDER, SOURCES, VERIFIED, UNVERIFIED, WITHOUT);

  private final Map<String, Preset> read = new ConcurrentHashMap<>();

  private YamlProviderPresets() {}

  /** Each is read when it is first asked for: a start needs none of them. */
  public static YamlProviderPresets shipped() {
    return new YamlProviderPresets();
  }

  @Override
  public Optional<Preset> find(String name) {
    return SHIPPED.contains(name) ? Optional.of(preset(name)) : Optional.empty();
  }

  @Override
  public List<Preset> list() {
    return SHIPPED.stream().map(this::preset).toList();
  }

  private Preset preset(String name) {
    Preset known = read.get(name);
    if (known != null) {
      return known;
    }
    Preset preset = read(name);
    read.put(name, preset);
    return preset;
  }

  static Preset read(String name, String file, String text) {
    Section keys = new Setting(file, null, "", YamlReader.read(file, text)).section(KEYS);
    return new Preset(
        name,
        keys.get(DESCRIPTION),
        DefinitionReader.read(keys.get(PROVIDER)),
        keys.get(SOURCES),
        keys.get(VERIFIED),
        keys.find(UNVERIFIED).orElse(List.of()),
        keys.find(WITHOUT).orElse(List.of()));
  }

  private static Preset read(String name) {
    String file = "/providers/" + name + ".yaml";
    try (InputStream in = YamlProviderPresets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new BugException("the preset " + name + " is not on the class path");
      }
      return read(name, file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BugException("the preset " + name + " cannot be read", e);
    }
  }
}

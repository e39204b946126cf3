package io.rotakeep.adapter.yaml;

import io.rotakeep.core.BugException;
import io.rotakeep.core.provider.Preset;
import io.rotakeep.core.provider.ProviderPresets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The presets that ship with the daemon: {@code config/providers}, on the class path. */
public final class YamlProviderPresets implements ProviderPresets {
  /** A class path cannot be listed; a test compares this with the directory. */
  static final List<String> SHIPPED =
      List.of(
          "generic",
          "google",
          "keycloak",
          "microsoft-entra",
          "oidc-provider",
          "salesforce",
          "salesforce-sandbox",
          "spring-authorization-server");

  private final List<Preset> presets;

  private YamlProviderPresets(List<Preset> presets) {
    this.presets = List.copyOf(presets);
  }

  /**
   * @throws RefusedFileException if a shipped file is damaged
   */
  public static YamlProviderPresets shipped() {
    List<Preset> presets = new ArrayList<>();
    for (String name : SHIPPED) {
      presets.add(read(name));
    }
    return new YamlProviderPresets(presets);
  }

  @Override
  public Optional<Preset> find(String name) {
    return presets.stream().filter(preset -> preset.name().equals(name)).findFirst();
  }

  @Override
  public List<Preset> list() {
    return presets;
  }

  static Preset read(String name, String file, String text) {
    Section keys =
        new Setting(file, null, "", YamlReader.read(file, text))
            .section("description", "provider", "sources", "verified", "unverified");
    return new Preset(
        name,
        keys.require("description", "write one sentence").text(),
        DefinitionReader.read(keys.require("provider", "write what the preset sets")),
        keys.require("sources", "write where the facts come from").texts(),
        date(keys.require("verified", "write when the sources were last read")),
        keys.find("unverified").map(Setting::texts).orElse(List.of()));
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

  private static LocalDate date(Setting setting) {
    try {
      return LocalDate.parse(setting.text());
    } catch (DateTimeParseException _) {
      throw setting.refused("must be a date such as 2026-05-11");
    }
  }
}

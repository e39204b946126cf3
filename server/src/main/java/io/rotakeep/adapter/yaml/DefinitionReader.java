package io.rotakeep.adapter.yaml;

import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.ProviderDefinition;
import io.rotakeep.core.provider.ProviderDefinition.Rotation.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a preset's part of a provider: the keys of a provider file that no operator owns. */
final class DefinitionReader {
  private DefinitionReader() {}

  static ProviderDefinition read(Setting provider) {
    Section keys =
        provider.section(
            "issuer",
            "discovery",
            "endpoints",
            "client",
            "login_hosts",
            "attribute_hosts",
            "max_grants_per_subject",
            "confirm",
            "scopes",
            "rotation",
            "access_token",
            "refresh_token",
            "security_contact",
            "compliance");
    return new ProviderDefinition(
        null,
        null,
        server(keys),
        client(part(keys, "client", "type", "authentication")),
        new ProviderDefinition.Authorization(
            null,
            List.of(),
            texts(keys, "login_hosts"),
            texts(keys, "scopes"),
            number(keys, "max_grants_per_subject"),
            flag(keys, "confirm")),
        rotation(part(keys, "rotation", "class", "window", "count", "blast_radius")),
        tokens(keys),
        disclosure(keys),
        Set.of());
  }

  private static ProviderDefinition.Server server(Section keys) {
    Section endpoints =
        part(
            keys, "endpoints", "authorization", "token", "revocation", "introspection", "userinfo");
    return new ProviderDefinition.Server(
        text(keys, "issuer"),
        flag(keys, "discovery"),
        text(endpoints, "authorization"),
        text(endpoints, "token"),
        text(endpoints, "revocation"),
        text(endpoints, "introspection"),
        text(endpoints, "userinfo"));
  }

  private static ProviderDefinition.Client client(@Nullable Section keys) {
    return new ProviderDefinition.Client(
        null,
        word(keys, "type", OAuthClient.Type.values()),
        word(keys, "authentication", ClientAuthentication.values()),
        List.of());
  }

  private static ProviderDefinition.Rotation rotation(@Nullable Section keys) {
    return new ProviderDefinition.Rotation(
        word(keys, "class", Kind.values()),
        duration(keys, "window"),
        number(keys, "count"),
        word(keys, "blast_radius", BlastRadius.values()));
  }

  private static ProviderDefinition.Tokens tokens(Section keys) {
    Section access =
        part(
            keys,
            "access_token",
            "default_ttl",
            "introspect",
            "refresh_margin",
            "attributes",
            "serve_until_expiry");
    Section refresh = part(keys, "refresh_token", "idle_ttl", "absolute_ttl");
    return new ProviderDefinition.Tokens(
        duration(access, "default_ttl"),
        flag(access, "introspect"),
        duration(access, "refresh_margin"),
        texts(access, "attributes"),
        texts(keys, "attribute_hosts"),
        flag(access, "serve_until_expiry"),
        duration(refresh, "idle_ttl"),
        duration(refresh, "absolute_ttl"));
  }

  private static ProviderDefinition.Disclosure disclosure(Section keys) {
    Section due = part(keys, "compliance", "pkce_due", "rotation_due");
    return new ProviderDefinition.Disclosure(
        text(keys, "security_contact"), text(due, "pkce_due"), text(due, "rotation_due"));
  }

  /** Null if the key is absent. */
  private static @Nullable Section part(Section keys, String key, String... known) {
    Setting setting = keys.find(key).orElse(null);
    return setting == null ? null : setting.section(known);
  }

  private static @Nullable String text(@Nullable Section keys, String key) {
    return read(keys, key, Setting::text);
  }

  private static @Nullable Boolean flag(@Nullable Section keys, String key) {
    return read(keys, key, Setting::flag);
  }

  private static @Nullable Integer number(@Nullable Section keys, String key) {
    return read(keys, key, Setting::number);
  }

  private static @Nullable Duration duration(@Nullable Section keys, String key) {
    return read(keys, key, Setting::duration);
  }

  private static List<String> texts(@Nullable Section keys, String key) {
    List<String> texts = read(keys, key, Setting::texts);
    return texts == null ? List.of() : texts;
  }

  private static <E extends Enum<E>> @Nullable E word(
      @Nullable Section keys, String key, E[] values) {
    List<String> words =
        Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    return read(keys, key, setting -> values[words.indexOf(setting.word(words))]);
  }

  private static <T> @Nullable T read(
      @Nullable Section keys, String key, Function<Setting, T> reader) {
    return keys == null ? null : keys.find(key).map(reader).orElse(null);
  }
}

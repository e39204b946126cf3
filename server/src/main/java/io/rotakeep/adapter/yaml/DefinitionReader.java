package io.rotakeep.adapter.yaml;

import io.rotakeep.core.provider.DialectDefinition;
import io.rotakeep.core.provider.ProviderDefinition;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a preset's part of a provider: the keys of a provider file that no operator owns. */
final class DefinitionReader {
  private DefinitionReader() {}

  static ProviderDefinition read(Section keys) {
    return new ProviderDefinition(
        null,
        null,
        server(keys),
        client(find(keys, ClientKeys.PRESET_CLIENT)),
        new ProviderDefinition.Authorization(
            null,
            List.of(),
            list(keys, ProviderKeys.LOGIN_HOSTS),
            list(keys, ProviderKeys.SCOPES),
            find(keys, ProviderKeys.MAX_GRANTS),
            find(keys, ProviderKeys.CONFIRM)),
        rotation(find(keys, RotationKeys.ROTATION)),
        tokens(keys),
        disclosure(keys),
        Set.of());
  }

  private static ProviderDefinition.Server server(Section keys) {
    Section endpoints = find(keys, EndpointKeys.ENDPOINTS);
    return new ProviderDefinition.Server(
        find(keys, ProviderKeys.ISSUER),
        find(keys, ProviderKeys.DISCOVERY),
        find(endpoints, EndpointKeys.AUTHORIZATION),
        find(endpoints, EndpointKeys.TOKEN),
        find(endpoints, EndpointKeys.REVOCATION),
        find(endpoints, EndpointKeys.INTROSPECTION),
        find(endpoints, EndpointKeys.USERINFO));
  }

  @SuppressWarnings("NullAway") // overlooks the annotation of a component whose type is qualified
  private static ProviderDefinition.Client client(@Nullable Section keys) {
    return new ProviderDefinition.Client(
        null, find(keys, ClientKeys.TYPE), find(keys, ClientKeys.AUTHENTICATION), List.of());
  }

  private static ProviderDefinition.Rotation rotation(@Nullable Section keys) {
    return new ProviderDefinition.Rotation(
        find(keys, RotationKeys.CLASS),
        find(keys, RotationKeys.WINDOW),
        find(keys, RotationKeys.COUNT),
        find(keys, RotationKeys.BLAST_RADIUS));
  }

  private static ProviderDefinition.Tokens tokens(Section keys) {
    Section access = find(keys, TokenKeys.ACCESS_TOKEN);
    Section refresh = find(keys, TokenKeys.REFRESH_TOKEN);
    return new ProviderDefinition.Tokens(
        find(access, TokenKeys.DEFAULT_TTL),
        find(access, TokenKeys.INTROSPECT),
        find(access, TokenKeys.REFRESH_MARGIN),
        list(access, TokenKeys.ATTRIBUTES),
        list(keys, ProviderKeys.ATTRIBUTE_HOSTS),
        find(access, TokenKeys.SERVE_UNTIL_EXPIRY),
        find(refresh, TokenKeys.IDLE_TTL),
        find(refresh, TokenKeys.ABSOLUTE_TTL),
        dialect(keys));
  }

  @SuppressWarnings("NullAway") // overlooks the annotation of a component whose type is qualified
  private static DialectDefinition dialect(Section keys) {
    Section request = find(keys, DialectKeys.TOKEN_REQUEST);
    Section answer = find(keys, DialectKeys.TOKEN_ANSWER);
    Section identity = find(keys, DialectKeys.IDENTITY);
    return new DialectDefinition(
        list(keys, ErrorKeys.ERRORS),
        find(keys, DialectKeys.SCOPE_SEPARATOR),
        new DialectDefinition.Requests(
            find(request, DialectKeys.BODY), list(request, DialectKeys.HEADERS)),
        new DialectDefinition.Answers(
            find(answer, DialectKeys.ERROR),
            find(answer, DialectKeys.DESCRIPTION),
            list(answer, DialectKeys.BEARER_TYPES),
            find(answer, DialectKeys.TOKENS)),
        new DialectDefinition.Identity(
            find(identity, DialectKeys.ANSWER), find(identity, DialectKeys.USERINFO)));
  }

  private static ProviderDefinition.Disclosure disclosure(Section keys) {
    Section due = find(keys, ProviderKeys.COMPLIANCE);
    return new ProviderDefinition.Disclosure(
        find(keys, ProviderKeys.SECURITY_CONTACT),
        find(due, ProviderKeys.PKCE_DUE),
        find(due, ProviderKeys.ROTATION_DUE));
  }

  private static <T> List<T> list(@Nullable Section keys, Key.Omissible<List<T>> key) {
    List<T> found = find(keys, key);
    return found == null ? List.of() : found;
  }

  /** Null if the key is absent, or the section it would be in. */
  private static <T> @Nullable T find(@Nullable Section keys, Key.Omissible<T> key) {
    return keys == null ? null : keys.find(key).orElse(null);
  }
}

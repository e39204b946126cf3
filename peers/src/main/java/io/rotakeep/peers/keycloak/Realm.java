package io.rotakeep.peers.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.authorization.RegisteredService;
import io.rotakeep.testkit.authorization.ServiceTokens;
import java.time.Duration;
import java.util.List;

/**
 * What Keycloak's administrators set for their applications, in the words of its REST API.
 *
 * @param accessTokenLife whole seconds
 */
record Realm(String name, Duration accessTokenLife, List<RegisteredClient> clients) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVICE_TOKEN_LIFE = "600";

  Realm {
    clients = List.copyOf(clients);
  }

  /** One client of each kind, and every refresh token good for one use. */
  static Realm strict(Duration accessTokenLife) {
    return new Realm("applications", accessTokenLife, RegisteredClient.oneOfEachKind());
  }

  RegisteredClient client(ClientKind kind) {
    return clients.stream()
        .filter(client -> client.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no client of kind " + kind));
  }

  JsonNode representation() {
    ObjectNode realm =
        JSON.createObjectNode()
            .put("realm", name)
            .put("enabled", true)
            .put("sslRequired", "none")
            .put("revokeRefreshToken", true)
            .put("refreshTokenMaxReuse", 0)
            .put("accessTokenLifespan", accessTokenLife.toSeconds())
            .put("eventsEnabled", true);
    ArrayNode kept = realm.putArray("enabledEventTypes");
    EventLog.TYPES.forEach(kept::add);
    ArrayNode all = realm.putArray("clients");
    clients.forEach(client -> all.add(representation(client)));
    return realm;
  }

  /** A user with all that Keycloak would otherwise ask for at the first sign-in. */
  static JsonNode user(String name, String password) {
    ObjectNode user =
        JSON.createObjectNode()
            .put("username", name)
            .put("enabled", true)
            .put("email", name + "@example.org")
            .put("firstName", name)
            .put("lastName", "of the tests");
    user.putArray("credentials").addObject().put("type", "password").put("value", password);
    return user;
  }

  /** A scope for which tokens get the audience that it is called by. */
  static JsonNode scopeFor(String audience) {
    ObjectNode scope =
        JSON.createObjectNode().put("name", audience).put("protocol", "openid-connect");
    ObjectNode mapper = scope.putArray("protocolMappers").addObject();
    mapper
        .put("name", "audience")
        .put("protocol", "openid-connect")
        .put("protocolMapper", "oidc-audience-mapper")
        .putObject("config")
        .put("included.custom.audience", audience)
        .put("access.token.claim", "true");
    return scope;
  }

  /**
   * A client with an account of its own. In the full scope, which is what Keycloak gives unless it
   * is told not to, its tokens would have the audience {@code account} too.
   */
  static JsonNode representation(RegisteredService service) {
    ObjectNode client =
        JSON.createObjectNode()
            .put("clientId", service.id())
            .put("secret", service.secret())
            .put("publicClient", false)
            .put("standardFlowEnabled", false)
            .put("serviceAccountsEnabled", true)
            .put("fullScopeAllowed", false);
    client.putObject("attributes").put("access.token.lifespan", SERVICE_TOKEN_LIFE);
    client.putArray("defaultClientScopes").add("basic").add("roles");
    client.putArray("optionalClientScopes").add(ServiceTokens.HERE).add(ServiceTokens.ELSEWHERE);
    return client;
  }

  /** A key that signs before those that are there. */
  static JsonNode signingKey(String realmId) {
    ObjectNode key =
        JSON.createObjectNode()
            .put("name", "newer")
            .put("providerId", "rsa-generated")
            .put("providerType", "org.keycloak.keys.KeyProvider")
            .put("parentId", realmId);
    key.putObject("config").putArray("priority").add("200");
    return key;
  }

  private static ObjectNode representation(RegisteredClient registered) {
    ObjectNode client =
        JSON.createObjectNode()
            .put("clientId", registered.id())
            .put("publicClient", registered.kind() == ClientKind.PUBLIC)
            .put("standardFlowEnabled", true)
            .put("directAccessGrantsEnabled", false)
            .put("consentRequired", true);
    registered.secret().ifPresent(secret -> client.put("secret", secret));
    ArrayNode callbacks = client.putArray("redirectUris");
    registered.redirectUris().forEach(uri -> callbacks.add(uri.toString()));
    client.putObject("attributes").put("pkce.code.challenge.method", "S256");
    return client;
  }
}

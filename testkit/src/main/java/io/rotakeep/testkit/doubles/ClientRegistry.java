package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.RegisteredClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The registered clients; a client may be added or replaced while the server runs. */
final class ClientRegistry {
  private final Map<String, RegisteredClient> byId = new ConcurrentHashMap<>();

  ClientRegistry(List<RegisteredClient> clients) {
    clients.forEach(this::register);
  }

  void register(RegisteredClient client) {
    byId.put(client.id(), client);
  }

  Optional<RegisteredClient> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}

package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.http.HttpRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The requests of each endpoint as they came, the newest up to a limit. Thread-safe. */
final class RequestLog {
  private static final int LIMIT = 20_000;

  private final Map<Endpoint, Deque<HttpRequest>> byEndpoint = new EnumMap<>(Endpoint.class);

  synchronized void record(Endpoint endpoint, HttpRequest request) {
    Deque<HttpRequest> requests = byEndpoint.computeIfAbsent(endpoint, _ -> new ArrayDeque<>());
    if (requests.size() == LIMIT) {
      requests.removeFirst();
    }
    requests.addLast(request);
  }

  synchronized List<HttpRequest> at(Endpoint endpoint) {
    Deque<HttpRequest> requests = byEndpoint.get(endpoint);
    return requests == null ? List.of() : List.copyOf(requests);
  }
}

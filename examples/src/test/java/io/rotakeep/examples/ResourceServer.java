package io.rotakeep.examples;

import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import io.rotakeep.testkit.http.LoopbackHttpServer;
import io.rotakeep.testkit.http.Wire;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider's API on loopback: takes the newest access token, answers 401 to every other. */
final class ResourceServer implements AutoCloseable {
  private final RealDaemon daemon;
  private final LoopbackHttpServer http = LoopbackHttpServer.listen(0, InstantSource.system());
  private final List<Integer> answers = new CopyOnWriteArrayList<>();

  ResourceServer(RealDaemon daemon) {
    this.daemon = daemon;
    http.serve(this::answer);
  }

  URI resource() {
    return http.base().resolve("/accounts");
  }

  /** Statuses of all answers so far. */
  List<Integer> answers() {
    return answers;
  }

  private void answer(HttpRequest request, Wire wire) throws IOException {
    String newest = "Bearer " + daemon.accessTokens().getLast();
    boolean good = request.header("authorization").filter(newest::equals).isPresent();
    answers.add(good ? 200 : 401);
    wire.send(HttpAnswer.json(good ? 200 : 401, good ? "[\"acme\"]" : "{}"));
  }

  @Override
  public void close() {
    http.close();
  }
}

package io.rotakeep.testkit.proxy;

import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import io.rotakeep.testkit.http.LoopbackHttpServer;
import io.rotakeep.testkit.http.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Stands before a server on loopback and passes requests on, unless it is shut: then they wait, and
 * the test decides whether they ever arrive. Thread-safe.
 */
public final class HttpGate implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Set<String> HOP_BY_HOP =
      Set.of("connection", "content-length", "host", "keep-alive", "transfer-encoding", "upgrade");

  private final URI server;
  private final LoopbackHttpServer http;
  private final Consumer<HttpAnswer> watcher;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean shut;
  private int held;
  private boolean shutBehind;
  private int answered;

  /** Counts how often the held requests were thrown away; those that came before are lost. */
  private long discards;

  private HttpGate(URI server, LoopbackHttpServer http, Consumer<HttpAnswer> watcher) {
    this.server = server;
    this.http = http;
    this.watcher = watcher;
  }

  /** An open gate on a free port before the server of that address, whatever its path. */
  public static HttpGate before(URI address) {
    return watched(address, _ -> {});
  }

  /**
   * Like {@link #before}.
   *
   * @param watcher sees each answer before it is passed on, from several threads
   */
  public static HttpGate watched(URI address, Consumer<HttpAnswer> watcher) {
    var http = LoopbackHttpServer.listen(0, InstantSource.system());
    var gate = new HttpGate(address.resolve("/"), http, watcher);
    http.serve(gate::handle);
    return gate;
  }

  /** The address of the given one of the server's, by way of this gate. */
  public URI through(URI address) {
    return URI.create(http.base() + address.getRawPath());
  }

  /** Requests that arrive from now on wait before the server has seen anything of them. */
  public void shut() {
    lock.lock();
    try {
      shut = true;
    } finally {
      lock.unlock();
    }
  }

  /** Requests reach the server from now on, and its answers wait. */
  public void holdAnswers() {
    lock.lock();
    try {
      shutBehind = true;
    } finally {
      lock.unlock();
    }
  }

  /** Loses what waits, as a network does, and lets later requests and answers pass. */
  public void discardAndOpen() {
    lock.lock();
    try {
      discards++;
      shut = false;
      shutBehind = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets what waits and what comes later pass. */
  public void open() {
    lock.lock();
    try {
      shut = false;
      shutBehind = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until so many requests wait here.
   *
   * @throws TimeoutException if fewer have come within {@code limit}
   */
  public void awaitHeld(int requests, Duration limit)
      throws InterruptedException, TimeoutException {
    await(() -> held, requests, limit);
  }

  /**
   * Waits until so many answers of the server wait here.
   *
   * @throws TimeoutException if fewer have come within {@code limit}
   */
  public void awaitAnswered(int answers, Duration limit)
      throws InterruptedException, TimeoutException {
    await(() -> answered, answers, limit);
  }

  @Override
  public void close() {
    discardAndOpen();
    http.close();
    client.shutdownNow();
  }

  private void await(IntSupplier waiting, int wanted, Duration limit)
      throws InterruptedException, TimeoutException {
    long nanos = limit.toNanos();
    lock.lock();
    try {
      while (waiting.getAsInt() < wanted) {
        if (nanos <= 0) {
          throw new TimeoutException(waiting.getAsInt() + " of " + wanted + " wait at the gate");
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private void handle(HttpRequest request, Wire wire) throws IOException {
    try {
      if (passes()) {
        HttpAnswer answer = forwarded(request);
        watcher.accept(answer);
        if (returns()) {
          wire.send(answer);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the gate is closing");
    }
  }

  /** Waits while the gate is shut; false if the request is to be lost. */
  private boolean passes() throws InterruptedException {
    lock.lock();
    try {
      long before = discards;
      held++;
      changed.signalAll();
      while (shut && discards == before) {
        changed.await();
      }
      held--;
      return discards == before;
    } finally {
      lock.unlock();
    }
  }

  /** Waits while answers are held; false if this one is to be lost. */
  private boolean returns() throws InterruptedException {
    lock.lock();
    try {
      long before = discards;
      answered++;
      changed.signalAll();
      while (shutBehind && discards == before) {
        changed.await();
      }
      answered--;
      return discards == before;
    } finally {
      lock.unlock();
    }
  }

  private HttpAnswer forwarded(HttpRequest request) throws IOException, InterruptedException {
    var onward =
        java.net.http.HttpRequest.newBuilder(server.resolve(request.target()))
            .timeout(LIMIT)
            .method(request.method(), BodyPublishers.ofString(request.body()));
    request.headers().stream()
        .filter(header -> !hopByHop(header.name()))
        .forEach(header -> onward.header(header.name(), header.value()));
    HttpResponse<String> response = client.send(onward.build(), BodyHandlers.ofString());
    HttpAnswer answer = new HttpAnswer(response.statusCode(), List.of(), response.body());
    for (var header : response.headers().map().entrySet()) {
      if (!hopByHop(header.getKey())) {
        for (String value : header.getValue()) {
          answer = answer.withHeader(header.getKey(), value);
        }
      }
    }
    return answer;
  }

  private static boolean hopByHop(String header) {
    return HOP_BY_HOP.contains(header.toLowerCase(Locale.ROOT));
  }
}

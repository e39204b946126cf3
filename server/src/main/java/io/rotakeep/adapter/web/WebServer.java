package io.rotakeep.adapter.web;

import io.rotakeep.core.BugException;
import io.rotakeep.core.enrollment.BrowserVisits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The daemon's HTTP listeners. One request a connection: requests are few, and so none can hide
 * behind another. What waits for a provider waits on a virtual thread.
 */
public final class WebServer implements AutoCloseable {
  static final Duration HEADERS = Duration.ofSeconds(10);

  /** An exchange takes ten seconds at the most, and two questions may follow it. */
  private static final Duration LONGEST_WORK = Duration.ofSeconds(35);

  private static final int REQUEST_HEADER = 16 * 1024;
  private static final int RESPONSE_HEADER = 32 * 1024;
  private static final int MOST_CONNECTIONS = 1024;
  private static final int THREADS = 12;

  private final Server server;
  private final List<Listener> listeners;

  private record Listener(ServerConnector connector, InetSocketAddress wanted, String setting) {}

  public WebServer(
      Listening listening, BrowserVisits visits, Observation observed, SecureRandom random) {
    this(listening, visits, observed, random, HEADERS);
  }

  /**
   * @param patience how long a request may take to arrive
   */
  WebServer(
      Listening listening,
      BrowserVisits visits,
      Observation observed,
      SecureRandom random,
      Duration patience) {
    Scheduler timer = new ScheduledExecutorScheduler("rotakeep-http-timer", true);
    HeaderDeadline deadline = new HeaderDeadline(timer, patience);
    this.server = new Server(threads(), timer, null);
    Listener callback = listener(listening.callback(), "listen.http", deadline);
    InetSocketAddress apart = listening.observation();
    this.listeners =
        apart == null
            ? List.of(callback)
            : List.of(callback, listener(apart, "listen.metrics", deadline));
    BrowserCookie cookie = new BrowserCookie(listening.secure());
    Routes.Route pages = new BrowserRoutes(visits, cookie, random)::answer;
    Routes.Route figures = new ObservationRoutes(observed)::answer;
    Map<String, List<Routes.Route>> routes =
        apart == null
            ? Map.of("listen.http", List.of(pages, figures))
            : Map.of("listen.http", List.of(pages), "listen.metrics", List.of(figures));
    server.setHandler(new GracefulHandler(new Routes(routes, cookie.name(), deadline)));
    server.setErrorHandler(new PlainErrors());
    server.setStopTimeout(LONGEST_WORK.toMillis());
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
  }

  /** Loads what is the same for every server: Jetty's tables of types take a part of a start. */
  public static void prepare() {
    var _ = MimeTypes.DEFAULTS.getMimeByExtension("page.html");
  }

  /**
   * Returns when all listeners answer.
   *
   * @throws ListenException if an address cannot be had; then none is taken
   */
  public void start() {
    try {
      listeners.forEach(WebServer::open);
      server.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new BugException("Jetty does not start", e);
    }
  }

  /** Where the callback listens; once started, with the port that was taken. */
  public InetSocketAddress callbackAddress() {
    return address(listeners.getFirst());
  }

  /** Where metrics and health are; the callback's own unless they are apart. */
  public InetSocketAddress observationAddress() {
    return address(listeners.getLast());
  }

  /** Takes no new requests and waits for those under way. */
  @Override
  public void close() {
    listeners.forEach(listener -> listener.connector().close());
    try {
      server.stop();
    } catch (Exception e) {
      throw new BugException("Jetty does not stop", e);
    }
  }

  private static QueuedThreadPool threads() {
    // Jetty's own queue would start all of the JVM's management beans to learn the size of a cache
    // line, a tenth of a start.
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1, new LinkedBlockingQueue<>());
    threads.setName("rotakeep-http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("rotakeep-http-", 0).factory()));
    return threads;
  }

  private Listener listener(InetSocketAddress wanted, String setting, HeaderDeadline deadline) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setPersistentConnectionsEnabled(false);
    http.setRequestHeaderSize(REQUEST_HEADER);
    http.setResponseHeaderSize(RESPONSE_HEADER);
    http.setHttpCompliance(HttpCompliance.STRICT);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setName(setting);
    connector.setHost(wanted.getHostString());
    connector.setPort(wanted.getPort());
    connector.setIdleTimeout(LONGEST_WORK.multipliedBy(2).toMillis());
    connector.addBean(deadline);
    server.addConnector(connector);
    return new Listener(connector, wanted, setting);
  }

  private static void open(Listener listener) {
    try {
      listener.connector().open();
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      String address = listener.wanted().getHostString() + ":" + listener.wanted().getPort();
      throw new ListenException(
          "HTTP cannot listen at %s: %s; end what uses it, or give %s another address"
              .formatted(address, reason, listener.setting()),
          e);
    }
  }

  private static InetSocketAddress address(Listener listener) {
    int taken = listener.connector().getLocalPort();
    return new InetSocketAddress(
        listener.wanted().getHostString(), taken > 0 ? taken : listener.wanted().getPort());
  }
}

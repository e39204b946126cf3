package io.rotakeep.adapter.grpc;

import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.rotakeep.core.rotation.DurablePart;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The listeners of the API, from the first connection to the last answer. */
public final class RpcServer implements AutoCloseable {
  private final @Nullable TcpListener tcp;
  private final @Nullable UnixListener unix;
  private final HealthReport health;
  private final @Nullable TokenCallers tokens;

  private RpcServer(
      @Nullable TcpListener tcp,
      @Nullable UnixListener unix,
      HealthReport health,
      @Nullable TokenCallers tokens) {
    this.tcp = tcp;
    this.unix = unix;
    this.health = health;
    this.tokens = tokens;
  }

  /** Listeners for which everything is ready but the services. */
  public static final class Prepared {
    private final RpcSettings settings;
    private final @Nullable TlsFiles tls;
    private final InstantSource clock;
    private final LoopBeginnings beginnings;

    private Prepared(
        RpcSettings settings,
        @Nullable TlsFiles tls,
        InstantSource clock,
        LoopBeginnings beginnings) {
      this.settings = settings;
      this.tls = tls;
      this.clock = clock;
      this.beginnings = beginnings;
    }

    /** How the files of TLS are; sound where there are none. */
    public DurablePart files() {
      return tls == null ? DurablePart.Condition.Sound::new : tls;
    }

    /**
     * Listens to callers who are known by their connection; from then on calls are answered.
     *
     * @param interceptors what the daemon wants to see of every call, the outermost first
     * @throws IOException if an address or a path is taken
     */
    public RpcServer start(
        ServiceTable services, HealthReport health, List<ServerInterceptor> interceptors)
        throws IOException {
      return start(services, health, interceptors, null);
    }

    /**
     * Listens to callers who may be known by a token as well.
     *
     * @param tokens null if they may not
     * @throws IOException if an address or a path is taken
     */
    public RpcServer start(
        ServiceTable services,
        HealthReport health,
        List<ServerInterceptor> interceptors,
        @Nullable TokenCallers tokens)
        throws IOException {
      Surface surface =
          new Surface(
              services,
              health,
              interceptors,
              settings.reflection(),
              settings.limits(),
              new OpenConnections(settings.limits(), clock),
              new ResetPenalty(clock),
              tokens,
              beginnings);
      RpcSettings.Unix path = settings.unix();
      UnixListener unix = path == null ? null : UnixListener.start(path, surface);
      try {
        RpcSettings.Tcp address = settings.tcp();
        TcpListener tcp = address == null ? null : TcpListener.start(address, tls, surface);
        return new RpcServer(tcp, unix, health, tokens);
      } catch (IOException | RuntimeException e) {
        if (unix != null) {
          unix.close();
        }
        throw e;
      }
    }
  }

  /**
   * Reads the files of TLS and loads the libraries, which takes a good part of a start.
   *
   * @throws IOException if a file of TLS cannot be used
   */
  public static Prepared prepare(RpcSettings settings, InstantSource clock) throws IOException {
    return prepare(settings, clock, () -> {});
  }

  /**
   * The same for a daemon that does something with the threads that answer calls.
   *
   * @param beginning done by each of them, before it answers the first
   * @throws IOException if a file of TLS cannot be used
   */
  public static Prepared prepare(RpcSettings settings, InstantSource clock, Runnable beginning)
      throws IOException {
    RpcSettings.Tcp address = settings.tcp();
    RpcSettings.Tls tls = address == null ? null : address.tls();
    return new Prepared(
        settings,
        tls == null ? null : TlsFiles.read(tls, clock),
        clock,
        new LoopBeginnings(beginning));
  }

  /** Where it listens on the network; the port is the real one if 0 was asked for. */
  public Optional<InetSocketAddress> address() {
    return Optional.ofNullable(tcp)
        .map(it -> (InetSocketAddress) it.server().getListenSockets().getFirst());
  }

  /**
   * Takes over files of TLS that have changed, and ends the connections of callers whose
   * certificate does not count any more, and streams whose token has ended. To be called every
   * second.
   */
  public void refresh() {
    if (tokens != null) {
      tokens.endOutlived();
    }
    if (tcp != null) {
      tcp.refresh();
    }
  }

  /**
   * Takes no new calls, lets those under way end, then cuts off what remains.
   *
   * @return whether all had ended in time
   */
  public boolean stop(Duration patience) {
    health.stopping();
    List<Server> servers = servers();
    servers.forEach(Server::shutdown);
    long end = System.nanoTime() + patience.toNanos();
    boolean drained = true;
    for (Server server : servers) {
      drained &= awaitEnd(server, end - System.nanoTime());
    }
    servers.forEach(Server::shutdownNow);
    if (unix != null) {
      unix.close();
    }
    return drained;
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  private List<Server> servers() {
    return Stream.of(tcp == null ? null : tcp.server(), unix == null ? null : unix.server())
        .filter(Objects::nonNull)
        .toList();
  }

  private static boolean awaitEnd(Server server, long nanos) {
    try {
      return server.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

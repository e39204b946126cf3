package io.rotakeep.adapter.grpc;

import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The listener of the API, from the first connection to the last answer. */
public final class RpcServer implements AutoCloseable {
  private static final Duration AGE_GRACE = Duration.ofSeconds(60);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
  private static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(20);
  private static final Duration PERMITTED_PINGS = Duration.ofSeconds(30);
  private static final int RESETS = 200;
  private static final int RESET_WINDOW_SECONDS = 30;

  private final Server server;
  private final HealthReport health;

  private RpcServer(Server server, HealthReport health) {
    this.server = server;
    this.health = health;
  }

  /**
   * Listens; from then on calls are answered.
   *
   * @param interceptors what the daemon wants to see of every call, the outermost first
   * @throws IOException if the address is taken or a file of TLS cannot be used
   */
  public static RpcServer start(
      RpcSettings settings,
      List<ServerServiceDefinition> services,
      HealthReport health,
      List<ServerInterceptor> interceptors)
      throws IOException {
    NettyServerBuilder builder = limited(settings);
    RpcSettings.Tls tls = settings.tls();
    if (tls != null) {
      builder.sslContext(ServerTls.context(tls));
    }
    // Handlers leave the event loop by themselves where they might wait.
    builder.directExecutor();
    builder.addTransportFilter(new CallerRecognition(tls == null));
    builder.intercept(new CallerInterceptor());
    interceptors.reversed().forEach(builder::intercept);
    builder.addServices(services).addService(health.service());
    if (settings.reflection()) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
    }
    try {
      return new RpcServer(builder.build().start(), health);
    } catch (IOException e) {
      throw new IOException(
          "listen.grpc: " + settings.address() + " cannot be listened on: " + e.getMessage(), e);
    }
  }

  /** Where it listens; the port is the real one if 0 was asked for. */
  public InetSocketAddress address() {
    SocketAddress address = server.getListenSockets().getFirst();
    return (InetSocketAddress) address;
  }

  /**
   * Takes no new calls, lets those under way end, then cuts off what remains.
   *
   * @return whether all had ended in time
   */
  public boolean stop(Duration patience) {
    health.stopping();
    server.shutdown();
    try {
      boolean drained = server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
      server.shutdownNow();
      return drained;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
      return false;
    }
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  private static NettyServerBuilder limited(RpcSettings settings) {
    RpcSettings.Limits limits = settings.limits();
    return NettyServerBuilder.forAddress(settings.address())
        .maxInboundMessageSize(limits.message())
        .maxInboundMetadataSize(limits.metadata())
        .maxConcurrentCallsPerConnection(limits.callsPerConnection())
        .maxRstFramesPerWindow(RESETS, RESET_WINDOW_SECONDS)
        .handshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionIdle(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAge(limits.age().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAgeGrace(AGE_GRACE.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(KEEP_ALIVE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveTime(PERMITTED_PINGS.toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(true);
  }
}

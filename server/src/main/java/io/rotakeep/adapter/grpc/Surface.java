package io.rotakeep.adapter.grpc;

import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What every listener offers alike, and what it lets one peer take.
 *
 * @param interceptors what the daemon wants to see of every call, the outermost first
 * @param connections those of all listeners
 * @param penalty of whoever floods a listener
 * @param tokens how callers may prove themselves at each call; null if only by their connection
 * @param beginnings of the event loops that calls are answered on
 */
record Surface(
    ServiceTable services,
    HealthReport health,
    List<ServerInterceptor> interceptors,
    boolean reflection,
    RpcSettings.Limits limits,
    OpenConnections connections,
    ResetPenalty penalty,
    @Nullable TokenCallers tokens,
    LoopBeginnings beginnings) {
  private static final Duration AGE_GRACE = Duration.ofSeconds(60);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
  private static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(20);
  private static final int RESETS = 200;

  /** Connections that the kernel has and nobody has taken in yet: see {@link AcceptPace}. */
  private static final int BACKLOG = 1024;

  private static final int RESET_WINDOW_SECONDS = 30;

  /**
   * @param recognition how this listener learns who has connected
   */
  NettyServerBuilder on(NettyServerBuilder builder, CallerRecognition recognition) {
    return on(builder, recognition, tokens).addTransportFilter(penalty);
  }

  /**
   * For a listener without encryption: a token that comes there is believed by nobody, and whoever
   * floods it cannot be told from others.
   */
  NettyServerBuilder inPlainOn(NettyServerBuilder builder, CallerRecognition recognition) {
    return on(builder, recognition, null);
  }

  private NettyServerBuilder on(
      NettyServerBuilder builder, CallerRecognition recognition, @Nullable TokenCallers believed) {
    // Handlers leave the event loop by themselves where they might wait, and so does who refuses a
    // token. What is answered on it costs one write to the audit at the most.
    limited(builder).directExecutor();
    builder.addTransportFilter(beginnings);
    builder.addTransportFilter(recognition);
    builder.intercept(new CallerInterceptor(believed));
    interceptors.reversed().forEach(builder::intercept);
    builder.addService(health.service());
    builder.fallbackHandlerRegistry(services);
    if (reflection) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
    }
    return builder;
  }

  private NettyServerBuilder limited(NettyServerBuilder builder) {
    return builder
        .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
        .maxInboundMessageSize(limits.message())
        .maxInboundMetadataSize(limits.metadata())
        .maxConcurrentCallsPerConnection(limits.callsPerConnection())
        .maxRstFramesPerWindow(RESETS, RESET_WINDOW_SECONDS)
        .handshakeTimeout(limits.waits().handshake().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionIdle(limits.waits().idle().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAge(limits.waits().age().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAgeGrace(AGE_GRACE.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(KEEP_ALIVE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveTime(limits.waits().pings().toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(true);
  }
}

package io.rotakeep.adapter.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.rotakeep.core.caller.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Whoever flooded us on a connection as soon as it was there (ENHANCE_YOUR_CALM, RFC 9113 §7;
 * mostly with resets, CVE-2023-44487) waits before the next one is let in, by the {@link
 * FloodPenalties}. To end the connection alone would only invite the next flood. Connections that
 * are open stay. Costs nothing at a call. Thread-safe.
 *
 * <p>Calls that run into their own deadlines are resets too, and who is ended for those comes back
 * with as many calls. None of these ends before its deadline, so a connection on which the resets
 * took longer is ended without a penalty.
 *
 * <p>It is the caller who waits, as its certificate or its user names it. Who has neither does not:
 * its address may be a balancer's, and everybody else's behind it.
 */
final class ResetPenalty extends ServerTransportFilter {
  /** A connection that is ended within that time was opened for the flood. */
  static final Duration AT_ONCE = Duration.ofMillis(500);

  /** A client that asks too often whether we live means no harm, and mends it by itself. */
  private static final String PINGS = "too_many_pings";

  private final InstantSource clock;
  private final FloodPenalties penalties = new FloodPenalties();

  ResetPenalty(InstantSource clock) {
    this.clock = clock;
  }

  /** To be asked after who has connected is known. */
  @Override
  public Attributes transportReady(Attributes transport) {
    Channel channel = PeerNegotiation.channelOf(transport);
    Http2Connection connection = PeerNegotiation.http2Of(transport);
    Caller caller = CallerRecognition.callerIn(transport);
    if (channel == null || connection == null || caller == null) {
      return transport;
    }
    Instant now = clock.instant();
    Duration left = penalties.left(caller.name(), now);
    if (left.isZero()) {
      connection.addListener(new Watch(caller.name(), now));
    } else {
      hold(channel, left);
    }
    return transport;
  }

  /**
   * Reads nothing more, and cuts when there is no more to wait for: earlier, the next one would
   * come that much sooner, and its handshake costs more than this one does here.
   */
  private static void hold(Channel channel, Duration left) {
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (tls == null) {
      channel.pipeline().addFirst(new Unread());
    } else {
      // What was decrypted together with the end of the handshake is behind TLS already.
      channel.pipeline().addAfter(tls.name(), null, new Unread());
    }
    var _ = channel.config().setAutoRead(false);
    var _ =
        channel
            .eventLoop()
            .schedule(() -> OpenConnections.cut(channel), left.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static final class Unread extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      ReferenceCountUtil.release(bytes);
    }
  }

  private final class Watch extends Http2ConnectionAdapter {
    private final String caller;
    private final Instant since;

    Watch(String caller, Instant since) {
      this.caller = caller;
      this.since = since;
    }

    @Override
    public void onGoAwaySent(int lastStream, long code, ByteBuf why) {
      if (code == Http2Error.ENHANCE_YOUR_CALM.code()
          && !why.toString(StandardCharsets.US_ASCII).equals(PINGS)) {
        flooded();
      }
    }

    private void flooded() {
      Instant now = clock.instant();
      if (!now.isAfter(since.plus(AT_ONCE))) {
        penalties.flooded(caller, now);
      }
    }
  }
}

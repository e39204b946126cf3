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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whoever flooded us on a connection as soon as it was there (ENHANCE_YOUR_CALM, RFC 9113 §7;
 * mostly with resets, CVE-2023-44487) waits before the next one is let in: a second, then four
 * times as long at each repetition. To end the connection alone would only invite the next flood.
 * Connections that are open stay. Costs nothing at a call. Thread-safe.
 *
 * <p>Calls that run into their own deadlines are resets too. It takes a while until they are as
 * many, so a connection that was there for longer is ended without a penalty.
 *
 * <p>It is the caller who waits, as its certificate or its user names it, not its address: behind a
 * balancer all have the same. Who has neither is taken by the address, and waits no longer at a
 * repetition.
 */
final class ResetPenalty extends ServerTransportFilter {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(16);

  /** A connection that is ended within that time was opened for the flood. */
  static final Duration AT_ONCE = Duration.ofSeconds(2);

  /** So long a connection is held that is refused. */
  static final Duration HELD = Duration.ofSeconds(1);

  /** So long without another flood, and the next one counts as the first. */
  static final Duration FORGETS = Duration.ofMinutes(5);

  /** Of so many at once; who floods beyond them is not made to wait. */
  static final int PEERS = 10_000;

  private static final System.Logger LOG = System.getLogger(ResetPenalty.class.getName());
  private static final int FACTOR = 4;

  /** A client that asks too often whether we live means no harm, and mends it by itself. */
  private static final String PINGS = "too_many_pings";

  private final InstantSource clock;
  private final Map<Peer, Penalty> penalties = new ConcurrentHashMap<>();

  ResetPenalty(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @param longest so long it waits at the most
   */
  private record Peer(String name, Duration longest) {}

  private record Penalty(Instant from, Duration lasts) {
    boolean holdsAt(Instant time) {
      // A clock that was set back lets everybody in.
      return !time.isBefore(from) && time.isBefore(from.plus(lasts));
    }

    boolean isForgottenAt(Instant time) {
      return time.isBefore(from) || !time.isBefore(from.plus(lasts).plus(FORGETS));
    }

    Penalty again(Instant time, Duration longest) {
      Duration longer = lasts.multipliedBy(FACTOR);
      return new Penalty(time, longer.compareTo(longest) < 0 ? longer : longest);
    }
  }

  /** To be asked after who has connected is known. */
  @Override
  public Attributes transportReady(Attributes transport) {
    Channel channel = PeerNegotiation.channelOf(transport);
    Http2Connection connection = PeerNegotiation.http2Of(transport);
    if (channel == null || connection == null) {
      return transport;
    }
    Peer peer = peerOf(transport, channel);
    Penalty penalty = penalties.get(peer);
    Instant now = clock.instant();
    if (penalty != null && penalty.holdsAt(now)) {
      hold(channel);
    } else {
      connection.addListener(new Watch(peer, now));
    }
    return transport;
  }

  /** Reads nothing more, and cuts: at once, the next one would come that much sooner. */
  private static void hold(Channel channel) {
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
            .schedule(() -> OpenConnections.cut(channel), HELD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static final class Unread extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      ReferenceCountUtil.release(bytes);
    }
  }

  private static Peer peerOf(Attributes transport, Channel channel) {
    Caller caller = CallerRecognition.callerIn(transport);
    return caller == null
        ? new Peer(OpenConnections.peerOf(channel), FIRST)
        : new Peer(caller.name(), LONGEST);
  }

  private final class Watch extends Http2ConnectionAdapter {
    private final Peer peer;
    private final Instant since;

    Watch(Peer peer, Instant since) {
      this.peer = peer;
      this.since = since;
    }

    @Override
    public void onGoAwaySent(int lastStream, long code, ByteBuf why) {
      if (code == Http2Error.ENHANCE_YOUR_CALM.code()
          && !why.toString(StandardCharsets.US_ASCII).equals(PINGS)) {
        flooded(peer, since);
      }
    }
  }

  private void flooded(Peer peer, Instant since) {
    Instant now = clock.instant();
    if (now.isAfter(since.plus(AT_ONCE))) {
      return;
    }
    if (penalties.size() >= PEERS && !penalties.containsKey(peer)) {
      penalties.values().removeIf(penalty -> penalty.isForgottenAt(now));
      if (penalties.size() >= PEERS) {
        return;
      }
    }
    penalties.compute(peer, (_, before) -> next(peer, before, now));
  }

  private static Penalty next(Peer peer, @Nullable Penalty before, Instant now) {
    if (before != null && before.holdsAt(now)) {
      // Another connection of the same flood.
      return before;
    }
    Penalty next =
        before == null || before.isForgottenAt(now)
            ? new Penalty(now, FIRST)
            : before.again(now, peer.longest());
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} flooded a connection, which was ended; new ones are refused for {1} s",
        peer.name(),
        next.lasts().toSeconds());
    return next;
  }
}

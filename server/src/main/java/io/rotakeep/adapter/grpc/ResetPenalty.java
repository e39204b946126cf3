package io.rotakeep.adapter.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.rotakeep.core.caller.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whoever had a connection ended since it flooded us (ENHANCE_YOUR_CALM, RFC 9113 §7; mostly with
 * resets, CVE-2023-44487) waits before the next one is let in: a second, then four times as long at
 * each repetition. A flood costs us most where it begins, so ending its connection alone would only
 * invite the next one. Connections that are open stay. Costs nothing at a call. Thread-safe.
 *
 * <p>It is the caller who waits, as its certificate or its user names it, not its address: behind a
 * balancer all have the same. Who has neither is taken by the address.
 */
final class ResetPenalty extends ServerTransportFilter {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(1);

  /** So long without another flood, and the next one counts as the first. */
  static final Duration FORGETS = Duration.ofMinutes(5);

  /** Of so many at once; who floods beyond them is not made to wait. */
  static final int PEERS = 10_000;

  private static final System.Logger LOG = System.getLogger(ResetPenalty.class.getName());
  private static final int FACTOR = 4;

  /** A client that asks too often whether we live means no harm, and mends it by itself. */
  private static final String PINGS = "too_many_pings";

  private final InstantSource clock;
  private final Map<String, Penalty> penalties = new ConcurrentHashMap<>();

  ResetPenalty(InstantSource clock) {
    this.clock = clock;
  }

  private record Penalty(Instant from, Duration lasts) {
    boolean holdsAt(Instant time) {
      // A clock that was set back lets everybody in.
      return !time.isBefore(from) && time.isBefore(from.plus(lasts));
    }

    boolean isForgottenAt(Instant time) {
      return time.isBefore(from) || !time.isBefore(from.plus(lasts).plus(FORGETS));
    }

    Penalty again(Instant time) {
      Duration longer = lasts.multipliedBy(FACTOR);
      return new Penalty(time, longer.compareTo(LONGEST) < 0 ? longer : LONGEST);
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
    String peer = peerOf(transport, channel);
    Penalty penalty = penalties.get(peer);
    if (penalty != null && penalty.holdsAt(clock.instant())) {
      OpenConnections.cut(channel);
    } else {
      connection.addListener(new Watch(peer));
    }
    return transport;
  }

  private static String peerOf(Attributes transport, Channel channel) {
    Caller caller = CallerRecognition.callerIn(transport);
    return caller == null ? OpenConnections.peerOf(channel) : caller.name();
  }

  private final class Watch extends Http2ConnectionAdapter {
    private final String peer;

    Watch(String peer) {
      this.peer = peer;
    }

    @Override
    public void onGoAwaySent(int lastStream, long code, ByteBuf why) {
      if (code == Http2Error.ENHANCE_YOUR_CALM.code()
          && !why.toString(StandardCharsets.US_ASCII).equals(PINGS)) {
        flooded(peer);
      }
    }
  }

  private void flooded(String peer) {
    Instant now = clock.instant();
    if (penalties.size() >= PEERS && !penalties.containsKey(peer)) {
      penalties.values().removeIf(penalty -> penalty.isForgottenAt(now));
      if (penalties.size() >= PEERS) {
        return;
      }
    }
    penalties.compute(peer, (_, before) -> next(peer, before, now));
  }

  private static Penalty next(String peer, @Nullable Penalty before, Instant now) {
    if (before != null && before.holdsAt(now)) {
      // Another connection of the same flood.
      return before;
    }
    Penalty next =
        before == null || before.isForgottenAt(now) ? new Penalty(now, FIRST) : before.again(now);
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} flooded a connection, which was ended; new ones are refused for {1} s",
        peer,
        next.lasts().toSeconds());
    return next;
  }
}

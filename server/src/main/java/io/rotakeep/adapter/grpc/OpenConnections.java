package io.rotakeep.adapter.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.rotakeep.core.BugException;
import io.rotakeep.core.caller.Caller;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many connections are open, in all and from one peer, so that nobody takes all file
 * descriptors. Who is one too many is closed before anything is read from them. Thread-safe.
 */
final class OpenConnections {
  private static final System.Logger LOG = System.getLogger(OpenConnections.class.getName());

  /** Of an IPv6 address, what one holder has at the least. */
  private static final int NETWORK = 8;

  private final int inAll;
  private final int perPeer;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> byPeer = new ConcurrentHashMap<>();
  private final Seldom refusals;

  OpenConnections(RpcSettings.Limits limits, InstantSource clock) {
    this.inAll = limits.connections();
    this.perPeer = limits.connectionsPerPeer();
    this.refusals = new Seldom(clock);
  }

  /** Whether the connection may stay; then it counts until it is closed. */
  boolean admit(Channel channel) {
    String peer = peerOf(channel);
    if (open.incrementAndGet() > inAll) {
      open.decrementAndGet();
      refused(inAll + " are open, as many as may be; the last one came from " + peer);
      return false;
    }
    if (byPeer.merge(peer, 1, Integer::sum) > perPeer) {
      ended(peer);
      refused(perPeer + " are open from " + peer + ", as many as one peer may have");
      return false;
    }
    var _ = channel.closeFuture().addListener(_ -> ended(peer));
    return true;
  }

  /**
   * Ends a connection at once, with the calls on it. Closing the channel would not: gRPC first
   * waits for the end of every stream, and a watch has none.
   */
  static void cut(Channel channel) {
    ChannelHandlerContext nearest = channel.pipeline().firstContext();
    // Without handlers there are no streams either.
    var _ = nearest == null ? channel.close() : nearest.close();
  }

  private void ended(String peer) {
    byPeer.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
    open.decrementAndGet();
  }

  private void refused(String why) {
    if (refusals.now()) {
      LOG.log(System.Logger.Level.WARNING, "connections are refused: {0}", why);
    }
  }

  /** An address; of IPv6 its network, whose addresses are one holder's; on a socket the user. */
  static String peerOf(Channel channel) {
    InetAddress address = addressOf(channel);
    if (address instanceof Inet6Address) {
      return networkOf(address.getAddress());
    }
    return address == null ? userOf(channel) : address.getHostAddress();
  }

  private static @Nullable InetAddress addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
  }

  private static String networkOf(byte[] address) {
    byte[] network = Arrays.copyOf(Arrays.copyOf(address, NETWORK), address.length);
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (UnknownHostException e) {
      throw new BugException("an address of that length is one", e);
    }
  }

  private static String userOf(Channel channel) {
    return UnixPeer.identityAt(channel).map(user -> new Caller(user).name()).orElse("nobody");
  }
}

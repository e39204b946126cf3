package io.rotakeep.adapter.grpc;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.rotakeep.core.caller.CallerId;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a unix socket's other end, as the kernel noted it when that end connected
 * (SO_PEERCRED). The process id is not looked at: it may be another process's by now.
 */
final class UnixPeer {
  private static final int NOBODY = -1;

  private UnixPeer() {}

  static Optional<CallerId> identityAt(@Nullable Channel channel) {
    if (!(channel instanceof EpollDomainSocketChannel socket)) {
      return Optional.empty();
    }
    try {
      PeerCredentials peer = socket.peerCredentials();
      int[] groups = peer.gids();
      return peer.uid() == NOBODY || groups.length == 0
          ? Optional.empty()
          : Optional.of(new CallerId.UnixUser(peer.uid(), groups[0]));
    } catch (IOException e) {
      // It has gone already.
      return Optional.empty();
    }
  }
}

package io.rotakeep.daemon;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells systemd how far the daemon is (sd_notify): a datagram to the socket that it names in the
 * environment. Where it names none, or does not listen, nothing happens; a service manager that
 * waits will say so itself.
 */
public final class ServiceNotice {
  private static final System.Logger LOG = System.getLogger(ServiceNotice.class.getName());
  private static final long PATIENCE_MS = 2_000;

  private final String socket;

  private ServiceNotice(String socket) {
    this.socket = socket;
  }

  /** By {@code NOTIFY_SOCKET}; a leading {@code @} stands for the abstract namespace. */
  public static ServiceNotice in(Map<String, String> environment) {
    return new ServiceNotice(
        environment.getOrDefault("NOTIFY_SOCKET", "").replaceFirst("^@", "\0"));
  }

  public void ready() {
    tell("READY=1");
  }

  public void stopping() {
    tell("STOPPING=1");
  }

  private void tell(String state) {
    if (socket.isEmpty()) {
      return;
    }
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      Channel channel =
          new Bootstrap()
              .group(loop)
              .channel(EpollDomainDatagramChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new DomainSocketAddress(socket))
              .syncUninterruptibly()
              .channel();
      channel
          .writeAndFlush(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8))
          .syncUninterruptibly();
    } catch (Exception e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the service manager was not told {0}: {1}",
          state,
          e.toString());
    } finally {
      loop.shutdownGracefully(0, PATIENCE_MS, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
  }
}

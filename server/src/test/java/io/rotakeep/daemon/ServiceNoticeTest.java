package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a datagram socket of the kernel's, as systemd has one. */
@Timeout(30)
final class ServiceNoticeTest {
  @TempDir private Path dir;

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void saysReadyAndStopping() throws Exception {
    Path socket = dir.resolve("notify");
    listen(socket.toString());
    ServiceNotice notice = ServiceNotice.in(Map.of("NOTIFY_SOCKET", socket.toString()));

    notice.ready();
    notice.stopping();

    assertThat(received.take()).isEqualTo("READY=1");
    assertThat(received.take()).isEqualTo("STOPPING=1");
  }

  @Test
  void saysNothingWhereNobodyWantsToKnow() {
    assertThatCode(() -> ServiceNotice.in(Map.of()).ready()).doesNotThrowAnyException();
    assertThatCode(
            () -> ServiceNotice.in(Map.of("NOTIFY_SOCKET", dir.resolve("none").toString())).ready())
        .doesNotThrowAnyException();
  }

  private void listen(String socket) {
    Channel _ =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainDatagramChannel.class)
            .handler(
                new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                  @Override
                  protected void channelRead0(
                      ChannelHandlerContext context, DomainDatagramPacket packet) {
                    received.add(packet.content().toString(StandardCharsets.UTF_8));
                  }
                })
            .bind(new DomainSocketAddress(socket))
            .syncUninterruptibly()
            .channel();
  }
}

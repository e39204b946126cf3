package io.rotakeep.bench.attack;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One attack on a daemon, in a process of its own until its input ends. It has a certificate that
 * the daemon knows: who has none gets no further than the handshake.
 */
public final class Attacker {
  private static final int RESETTING = 8;
  private static final int SLOW = 1000;
  private static final int IDLE = 5000;

  /** Handshakes under way at once: more would be refused by the kernel, not by the daemon. */
  private static final int UNDER_WAY = 50;

  /** Of one connection, in bytes: what nobody reads is work for this process only. */
  private static final int UNSENT = 64 * 1024;

  /** An attacker takes more addresses than one, of which each may have so many connections. */
  private static final int FROM_ONE_ADDRESS = 2500;

  private final InetSocketAddress daemon;
  private final SslContext tls;
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  private Attacker(InetSocketAddress daemon, SslContext tls) {
    this.daemon = daemon;
    this.tls = tls;
  }

  /** Takes the attack, the daemon's port, and the directory with certificates. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path keys = Path.of(args[2]);
    SslContext tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(keys.resolve("ca.crt").toFile())
            .keyManager(keys.resolve("crm.crt").toFile(), keys.resolve("crm.key").toFile())
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    "h2"))
            .build();
    InetSocketAddress daemon =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    Attacker attacker = new Attacker(daemon, tls);
    switch (Attack.valueOf(args[0])) {
      case NONE -> compute();
      case RAPID_RESET -> attacker.keepUp(RESETTING, ResettingPeer::new);
      case SLOW_HANDSHAKES -> attacker.keepUp(SLOW, HalfHello::new);
      case IDLE_CONNECTIONS -> attacker.fill();
    }
    System.out.println("under way");
    while (System.in.read() >= 0) {
      // Whoever started this ends it by closing the stream.
    }
    Runtime.getRuntime().halt(0);
  }

  private static void compute() {
    for (int i = 0; i < 2; i++) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                while (true) {
                  Thread.onSpinWait();
                }
              });
    }
  }

  private interface Peer {
    ChannelHandler behaviour();
  }

  /** So many at any time: where one is closed the next begins. */
  private void keepUp(int many, Peer peer) {
    for (int i = 0; i < many; i++) {
      again(peer, i);
    }
  }

  private void again(Peer peer, int number) {
    var _ =
        connect(peer, number)
            .closeFuture()
            .addListener(
                _ -> {
                  var _ = loop.schedule(() -> again(peer, number), 10, TimeUnit.MILLISECONDS);
                });
  }

  /** Some at a time, until all are there. */
  private void fill() throws InterruptedException {
    for (int i = 0; i < IDLE; i += UNDER_WAY) {
      CountDownLatch greeted = new CountDownLatch(UNDER_WAY);
      for (int j = i; j < i + UNDER_WAY; j++) {
        var _ = connect(() -> new IdlePeer(greeted), j);
      }
      if (!greeted.await(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("only " + i + " connections were let in");
      }
    }
  }

  private Channel connect(Peer peer, int number) {
    ChannelHandler behaviour = peer.behaviour();
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.SO_SNDBUF, UNSENT)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                if (!(behaviour instanceof HalfHello)) {
                  channel
                      .pipeline()
                      .addLast(tls.newHandler(channel.alloc(), "localhost", daemon.getPort()));
                }
                channel.pipeline().addLast(behaviour);
              }
            })
        .connect(daemon, new InetSocketAddress("127.0.1." + (1 + number / FROM_ONE_ADDRESS), 0))
        .channel();
  }
}

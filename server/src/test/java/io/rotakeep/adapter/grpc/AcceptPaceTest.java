package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listener takes in the next connection when the one before is set up, and by itself. */
final class AcceptPaceTest {
  private static final long MILLIS = AcceptPace.LONGEST.toMillis();

  private final EmbeddedChannel listener = new EmbeddedChannel(new AcceptPace());
  private final List<EmbeddedChannel> connections = new ArrayList<>();

  @BeforeEach
  void holdTime() {
    listener.freezeTime();
  }

  @AfterEach
  void stop() {
    connections.forEach(it -> it.close().syncUninterruptibly());
    listener.close().syncUninterruptibly();
  }

  @Test
  void waitsUntilTheNewestIsSetUp() {
    for (int i = 0; i < 3; i++) {
      EmbeddedChannel taken = connection();
      assertThat(takesIn()).isTrue();

      takeIn(taken);

      assertThat(takesIn()).isFalse();
      taken.runPendingTasks();
      assertThat(takesIn()).isTrue();
    }
  }

  @Test
  void waitsOnlyAMomentForOneWhoseLoopIsHeldUp() {
    takeIn(connection());

    pass(MILLIS - 1);
    assertThat(takesIn()).isFalse();

    pass(1);
    assertThat(takesIn()).isTrue();
  }

  @Test
  void waitsForTheNextThoughTheOneBeforeIsSetUpMeanwhile() {
    EmbeddedChannel late = connection();
    EmbeddedChannel next = connection();
    takeIn(late);
    pass(MILLIS);
    takeIn(next);

    late.runPendingTasks();
    assertThat(takesIn()).isFalse();

    next.runPendingTasks();
    assertThat(takesIn()).isTrue();
  }

  @Test
  void countsTheMomentOfEachAnew() {
    EmbeddedChannel first = connection();
    takeIn(first);
    pass(MILLIS - 1);
    first.runPendingTasks();

    takeIn(connection());

    pass(MILLIS - 1);
    assertThat(takesIn()).isFalse();
  }

  @Test
  void waitsForNoneThatNoLoopHas() {
    takeIn(new LocalChannel());

    assertThat(takesIn()).isTrue();
  }

  @Test
  void waitsForNoneWhoseLoopHasEnded() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    LocalChannel ended = new LocalChannel();
    loops.register(ended).sync();
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();

    takeIn(ended);

    assertThat(takesIn()).isTrue();
  }

  @Test
  void waitsForNoneThatCannotBeHandedOver() {
    Broken broken = new Broken();
    connections.add(broken);
    broken.breaks = true;

    takeIn(broken);

    assertThat(takesIn()).isTrue();
    assertThatExceptionOfType(StackOverflowError.class).isThrownBy(listener::checkException);
    broken.breaks = false;
  }

  @Test
  void takesInOnOtherLoopsWhileOneIsHeldUp() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
    EventLoopGroup others = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    CountDownLatch held = new CountDownLatch(1);
    Queue<Channel> setUp = new ConcurrentLinkedQueue<>();
    LocalAddress address = new LocalAddress(AcceptPaceTest.class);
    try {
      Channel paced = listenAt(address, others, loops, setUp);
      Bootstrap peers =
          new Bootstrap().group(others).channel(LocalChannel.class).handler(new Nothing());
      var _ = peers.connect(address).sync();
      await().until(() -> paced.pipeline().get(AcceptPace.class) != null && setUp.size() == 1);
      var _ = peers.connect(address).sync();
      await().until(() -> setUp.size() == 2);
      EventLoop first = setUp.element().eventLoop();
      first.execute(() -> await().forever().until(() -> held.getCount() == 0));

      var _ = peers.connect(address);
      var _ = peers.connect(address);

      await().until(() -> setUp.size() == 3);
      assertThat(setUp.stream().map(Channel::eventLoop).filter(first::equals)).hasSize(1);
    } finally {
      held.countDown();
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
      others.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void waitsForNothingWhereNoneCame() {
    listener.pipeline().fireChannelReadComplete();

    assertThat(takesIn()).isTrue();
  }

  /** Keeps the pace from the first connection on, as the daemon's listeners do. */
  private static Channel listenAt(
      LocalAddress address, EventLoopGroup own, EventLoopGroup loops, Queue<Channel> setUp)
      throws InterruptedException {
    return new ServerBootstrap()
        .group(own, loops)
        .channel(LocalServerChannel.class)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel connection) {
                AcceptPace.keep(connection);
                setUp.add(connection);
              }
            })
        .bind(address)
        .sync()
        .channel();
  }

  private EmbeddedChannel connection() {
    EmbeddedChannel connection = new EmbeddedChannel();
    connections.add(connection);
    return connection;
  }

  private void takeIn(Channel taken) {
    listener.pipeline().fireChannelRead(taken).fireChannelReadComplete();
  }

  private boolean takesIn() {
    return listener.config().isAutoRead();
  }

  private void pass(long millis) {
    listener.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    listener.runScheduledPendingTasks();
  }

  private static final class Nothing extends ChannelHandlerAdapter {
    @Override
    public boolean isSharable() {
      return true;
    }
  }

  /** Has a loop that cannot be had, by what is no exception. */
  private static final class Broken extends EmbeddedChannel {
    private boolean breaks;

    @Override
    public EventLoop eventLoop() {
      if (breaks) {
        throw new StackOverflowError();
      }
      return super.eventLoop();
    }
  }
}

package io.rotakeep.adapter.grpc;

import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.rotakeep.adapter.bouncycastle.PassphraseSeal;
import io.rotakeep.adapter.bouncycastle.ShamirSeal;
import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.adapter.sql.SqlStores;
import io.rotakeep.core.approval.Approvals;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.NewStore;
import io.rotakeep.core.seal.SealDesk;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.Seals;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc.SystemServiceBlockingStub;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.UnsealRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What a sealed daemon offers, on a real port and before real seals. */
final class SealedApi implements AutoCloseable {
  private final MutableClock clock = MutableClock.standing();
  private final List<SecretBytes> shares;
  private final SqlStores stores;
  private final RpcServer rpc;
  private final ManagedChannel channel;

  private SealedApi(Path directory, SealWish wish) throws IOException {
    SecureRandom random = new SecureRandom();
    KeyBarrier barrier =
        new KeyBarrier(
            new Seals(List.of(new ShamirSeal(random), new PassphraseSeal(random))),
            new FileSealStore(directory.resolve("seal")),
            random,
            new OffHeapKeyMemory());
    NewStore made = barrier.init(wish);
    shares = made.shares();
    MemoryAudit audit = new MemoryAudit();
    SealDesk desk = new SealDesk(barrier, new NoWork(), audit, clock);
    stores = SqlStores.inH2(directory);
    TestAccess access = new TestAccess(TestApi.EVERYTHING, clock);
    Calls calls =
        new Calls(
            new Permissions(access::policies, stores.connections(), audit, clock),
            access::quotas,
            new Approvals(access::people, audit, random, clock),
            desk::isOpen,
            random,
            Calls.Patience.DEFAULT,
            clock);
    SealHandling handling =
        new SealHandling(desk, new SystemGrpcService.Node("0.1.0", "a", Instant.EPOCH, false));
    rpc = listening(new ServiceTable(SealedServices.of(calls, handling)));
    channel =
        Grpc.newChannelBuilder(
                "localhost:" + rpc.address().orElseThrow().getPort(),
                InsecureChannelCredentials.create())
            .build();
  }

  private static RpcServer listening(ServiceTable services) throws IOException {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return RpcServer.prepare(
            new RpcSettings(
                new RpcSettings.Tcp(free, null), null, false, RpcSettings.Limits.DEFAULT),
            InstantSource.system())
        .start(services, new HealthReport(SealedServices.names().toList()), List.of());
  }

  static SealedApi byShares(Path directory, int count, int threshold) throws IOException {
    return new SealedApi(directory, new SealWish(SealKind.SHAMIR, count, threshold, null));
  }

  static SealedApi byPassphrase(Path directory, String passphrase) throws IOException {
    try (SecretBytes word = SecretBytes.owning(passphrase.getBytes(StandardCharsets.UTF_8))) {
      return new SealedApi(directory, new SealWish(SealKind.PASSPHRASE, 0, 0, word));
    }
  }

  MutableClock clock() {
    return clock;
  }

  Channel channel() {
    return channel;
  }

  List<SecretBytes> shares() {
    return shares;
  }

  SystemServiceBlockingStub system() {
    return SystemServiceGrpc.newBlockingStub(channel);
  }

  SystemStatus status() {
    return system().getStatus(GetStatusRequest.getDefaultInstance());
  }

  void cancel() {
    var _ = system().unseal(UnsealRequest.newBuilder().setCancel(true).build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    rpc.close();
    stores.close();
  }

  private static final class NoWork implements SealDesk.Work {
    @Override
    public void begin() {}

    @Override
    public void end() {}
  }
}

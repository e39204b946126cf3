package io.rotakeep.daemon;

import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import io.rotakeep.adapter.grpc.HealthReport;
import io.rotakeep.adapter.grpc.RpcServer;
import io.rotakeep.adapter.grpc.RpcSettings;
import io.rotakeep.adapter.grpc.SealedServices;
import io.rotakeep.adapter.web.Listening;
import io.rotakeep.adapter.web.Observation;
import io.rotakeep.adapter.web.Readiness;
import io.rotakeep.adapter.web.WebServer;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.rotation.StoreFaults;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that listens, and the services behind it. */
final class Listeners implements AutoCloseable {
  private static final Duration DRAINING = Duration.ofSeconds(2);

  private final RpcServer rpc;
  private final WebServer web;
  private final HealthReport health;
  private final AtomicBoolean serving;
  private final VaultDoor door;
  private final StoreFaults faults;
  private final TokenRooms tokens;

  private Listeners(
      RpcServer rpc,
      WebServer web,
      HealthReport health,
      AtomicBoolean serving,
      VaultDoor door,
      StoreFaults faults,
      TokenRooms tokens) {
    this.tokens = tokens;
    this.faults = faults;
    this.door = door;
    this.rpc = rpc;
    this.web = web;
    this.health = health;
    this.serving = serving;
  }

  static Listeners start(Premises premises, VaultDoor door) throws IOException {
    HealthReport health = new HealthReport(SealedServices.names().toList());
    AtomicBoolean serving = new AtomicBoolean(true);
    WebServer web = web(premises, door, serving);
    web.start();
    TokenRooms tokens = TokenRooms.of(premises);
    try {
      // Costs a tenth of a microsecond and 160 bytes a call, so the hot method may have it too.
      ServerInterceptor metered =
          new MetricCollectingServerInterceptor(premises.around().meters().registry());
      RpcServer rpc =
          premises
              .around()
              .listeners()
              .start(door.services(), health, List.of(metered), tokens.callers());
      Listeners started = new Listeners(rpc, web, health, serving, door, premises.faults(), tokens);
      started.tellHealth();
      return started;
    } catch (IOException | RuntimeException e) {
      tokens.close();
      web.close();
      throw e;
    }
  }

  Optional<InetSocketAddress> grpcAddress() {
    return rpc.address();
  }

  /** Takes over files of TLS that have changed, and tells how the daemon is. */
  Upkeep upkeep() {
    return new Upkeep()
        .every(Duration.ofSeconds(1), "files of TLS", rpc::refresh)
        .every(Duration.ofSeconds(1), "health", this::tellHealth);
  }

  /** Says whether it is unsealed and can make things durable; silent once it was stopped. */
  private synchronized void tellHealth() {
    if (!serving.get()) {
      return;
    }
    if (door.desk().isOpen()) {
      health.refusing(faults.refusing().isPresent());
    } else {
      health.serving(false);
    }
  }

  InetSocketAddress httpAddress() {
    return web.callbackAddress();
  }

  /** Says that it will not serve any longer, lets watchers go, and goes on answering. */
  synchronized void stopServing() {
    serving.set(false);
    health.serving(false);
    door.vault().ifPresent(vault -> vault.calls.endStreams());
  }

  @Override
  public void close() {
    rpc.stop(DRAINING);
    tokens.close();
    web.close();
  }

  private static WebServer web(Premises premises, VaultDoor door, AtomicBoolean serving) {
    DaemonSettings.Listen listen = premises.settings().listen();
    DaemonSettings.Address metrics = listen.metrics();
    Observation observed =
        new Observation(
            premises.around().meters()::scrape,
            () ->
                serving.get()
                    ? readiness(door, premises.faults())
                    : new Readiness.NotReady("stopping"));
    return new WebServer(
        new Listening(
            socket(listen.http()), metrics == null ? null : socket(metrics), listen.publicUrl()),
        door.visits(),
        observed,
        premises.chance().random());
  }

  private static Readiness readiness(VaultDoor door, StoreFaults faults) {
    if (!door.desk().isOpen()) {
      return new Readiness.NotReady("sealed");
    }
    String refusing =
        faults.standing().stream()
            .filter(StoreFaults.Fault::refusing)
            .map(fault -> fault.part().word() + ": " + fault.why())
            .collect(Collectors.joining("; "));
    return refusing.isEmpty() ? new Readiness.Ready() : new Readiness.NotReady(refusing);
  }

  private static InetSocketAddress socket(DaemonSettings.Address address) {
    return new InetSocketAddress(address.host(), address.port());
  }

  static RpcSettings rpcSettings(DaemonSettings settings) {
    DaemonSettings.Listen listen = settings.listen();
    DaemonSettings.Address address = listen.grpc();
    DaemonSettings.SocketFile unix = listen.unix();
    return new RpcSettings(
        address == null ? null : new RpcSettings.Tcp(socket(address), tls(listen)),
        unix == null ? null : new RpcSettings.Unix(unix.path(), unix.mode()),
        listen.reflection(),
        RpcSettings.Limits.DEFAULT.within(OwnProcess.descriptors()));
  }

  private static RpcSettings.@Nullable Tls tls(DaemonSettings.Listen listen) {
    DaemonSettings.Tls tls = listen.tls();
    return tls == null
        ? null
        : new RpcSettings.Tls(
            tls.certificate(),
            tls.key(),
            tls.clientAuthority(),
            tls.clientRevocations(),
            !listen.jwt().isEmpty());
  }
}

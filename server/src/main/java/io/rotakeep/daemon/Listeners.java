package io.rotakeep.daemon;

import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import io.rotakeep.adapter.grpc.Calls;
import io.rotakeep.adapter.grpc.HealthReport;
import io.rotakeep.adapter.grpc.Permissions;
import io.rotakeep.adapter.grpc.RpcServer;
import io.rotakeep.adapter.grpc.RpcSettings;
import io.rotakeep.adapter.micrometer.PrometheusMeters;
import io.rotakeep.adapter.web.Listening;
import io.rotakeep.adapter.web.Observation;
import io.rotakeep.adapter.web.Readiness;
import io.rotakeep.adapter.web.WebServer;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.notice.Notices;
import io.rotakeep.core.provider.ProviderPresets;
import io.rotakeep.core.rotation.StoreFaults;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.SealState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that listens, and the services behind it. */
final class Listeners implements AutoCloseable {
  private static final Duration DRAINING = Duration.ofSeconds(2);

  private final RpcServer rpc;
  private final WebServer web;
  private final HealthReport health;
  private final AtomicBoolean serving;
  private final Calls calls;
  private final StoreFaults faults;

  private Listeners(
      RpcServer rpc,
      WebServer web,
      HealthReport health,
      AtomicBoolean serving,
      Calls calls,
      StoreFaults faults) {
    this.faults = faults;
    this.calls = calls;
    this.rpc = rpc;
    this.web = web;
    this.health = health;
    this.serving = serving;
  }

  /** What the services need beside the core. */
  record Around(
      KeyBarrier barrier,
      CopiedStore copied,
      StoreFaults faults,
      PrometheusMeters meters,
      AuditDevice audit,
      Supplier<Policies> policies,
      ProviderPresets presets,
      OutsideWorld outside,
      Notices notices,
      CoreRooms.Chance chance) {
    InstantSource clock() {
      return chance.clock();
    }

    SecureRandom random() {
      return chance.random();
    }
  }

  static Listeners start(
      DaemonSettings settings, RpcServer.Prepared prepared, CoreRooms core, Around around)
      throws IOException {
    Calls calls =
        new Calls(
            new Permissions(around.policies(), around.audit(), around.clock()),
            () -> around.barrier().state() instanceof SealState.Unsealed,
            around.random(),
            Calls.Patience.DEFAULT,
            around.clock());
    List<ServerServiceDefinition> services = Services.of(settings, core, around, calls);
    HealthReport health = new HealthReport(services);
    AtomicBoolean serving = new AtomicBoolean(true);
    WebServer web = web(settings, core, around, serving);
    web.start();
    try {
      // Costs a tenth of a microsecond and 160 bytes a call, so the hot method may have it too.
      ServerInterceptor metered = new MetricCollectingServerInterceptor(around.meters().registry());
      RpcServer rpc = prepared.start(services, health, List.of(metered));
      health.serving(true);
      return new Listeners(rpc, web, health, serving, calls, around.faults());
    } catch (IOException | RuntimeException e) {
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

  /** Says whether anything can be made durable; silent once it has been stopped. */
  private synchronized void tellHealth() {
    if (serving.get()) {
      health.refusing(faults.refusing().isPresent());
    }
  }

  InetSocketAddress httpAddress() {
    return web.callbackAddress();
  }

  /** Says that it will not serve any longer, lets watchers go, and goes on answering. */
  synchronized void stopServing() {
    serving.set(false);
    health.serving(false);
    calls.endStreams();
  }

  @Override
  public void close() {
    rpc.stop(DRAINING);
    web.close();
  }

  private static WebServer web(
      DaemonSettings settings, CoreRooms core, Around around, AtomicBoolean serving) {
    DaemonSettings.Listen listen = settings.listen();
    DaemonSettings.Address metrics = listen.metrics();
    Observation observed =
        new Observation(
            around.meters()::scrape,
            () -> serving.get() ? readiness(around.faults()) : new Readiness.NotReady("stopping"));
    return new WebServer(
        new Listening(
            socket(listen.http()), metrics == null ? null : socket(metrics), listen.publicUrl()),
        core.enrollment.completion(),
        observed,
        around.random());
  }

  private static Readiness readiness(StoreFaults faults) {
    return faults
        .refusing()
        .<Readiness>map(fault -> new Readiness.NotReady(fault.part().word() + ": " + fault.why()))
        .orElseGet(Readiness.Ready::new);
  }

  private static InetSocketAddress socket(DaemonSettings.Address address) {
    return new InetSocketAddress(address.host(), address.port());
  }

  static RpcSettings rpcSettings(DaemonSettings settings) {
    DaemonSettings.Listen listen = settings.listen();
    DaemonSettings.Address address = listen.grpc();
    DaemonSettings.SocketFile unix = listen.unix();
    return new RpcSettings(
        address == null ? null : new RpcSettings.Tcp(socket(address), tls(listen.tls())),
        unix == null ? null : new RpcSettings.Unix(unix.path(), unix.mode()),
        listen.reflection(),
        RpcSettings.Limits.DEFAULT.within(OwnProcess.descriptors()));
  }

  private static RpcSettings.@Nullable Tls tls(DaemonSettings.@Nullable Tls tls) {
    return tls == null
        ? null
        : new RpcSettings.Tls(
            tls.certificate(), tls.key(), tls.clientAuthority(), tls.clientRevocations());
  }
}

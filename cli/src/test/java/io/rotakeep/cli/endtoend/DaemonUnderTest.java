package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.RotakeepClientBuilder;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.GetProviderRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.ProviderServiceGrpc.ProviderServiceBlockingStub;
import io.rotakeep.v1.RefreshConnectionRequest;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A daemon that is started, killed and started again on the same files, and a client of it. */
public final class DaemonUnderTest implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final DaemonLaunch launch;
  private final Consumer<RotakeepClientBuilder> credentials;
  private @Nullable DaemonProcess process;
  private @Nullable RotakeepClient client;

  /**
   * @param credentials completes a client of the daemon
   */
  DaemonUnderTest(DaemonLaunch launch, Consumer<RotakeepClientBuilder> credentials) {
    this.launch = launch;
    this.credentials = credentials;
  }

  void start() {
    process = DaemonProcess.start(launch);
    client = connect(credentials);
  }

  /** Another client of the running daemon. */
  RotakeepClient connect(Consumer<RotakeepClientBuilder> as) {
    var builder = RotakeepClient.builder().address(process().grpcAddress()).deadline(DEADLINE);
    as.accept(builder);
    return builder.build();
  }

  /** SIGKILL. */
  void kill() {
    client().close();
    process().kill();
  }

  /** SIGTERM; returns the exit code. */
  @CanIgnoreReturnValue
  int stop() {
    client().close();
    return process().stop();
  }

  DaemonProcess process() {
    return requireNonNull(process, "not started");
  }

  RotakeepClient client() {
    return requireNonNull(client, "not started");
  }

  ConnectionServiceBlockingStub connections() {
    return ConnectionServiceGrpc.newBlockingStub(client().channel());
  }

  ProviderServiceBlockingStub providers() {
    return ProviderServiceGrpc.newBlockingStub(client().channel());
  }

  /** Tells the daemon of the client; its callback is where it listens at the moment. */
  void register(Registration registration) {
    var _ = providers().apply(registration.request(process().http("/oauth/callback")));
  }

  Provider provider(String name) {
    return providers().get(GetProviderRequest.newBuilder().setName(name).build());
  }

  Connection connection(String id) {
    return connections().getConnection(GetConnectionRequest.newBuilder().setConnection(id).build());
  }

  @CanIgnoreReturnValue
  Connection refresh(String id) {
    return connections()
        .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection(id).build());
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    if (process != null) {
      process.close();
    }
  }
}

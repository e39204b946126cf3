package io.rotakeep.cli.connection;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Shell;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.client.Advice;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.GetConnectionRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits until a browser has brought a connection one generation further. */
final class AuthorizationWait {
  private static final Duration STEP = Duration.ofSeconds(1);

  private final ConnectionServiceBlockingStub connections;
  private final Shell shell;
  private final Connection before;

  private AuthorizationWait(
      ConnectionServiceBlockingStub connections, Shell shell, Connection before) {
    this.connections = connections;
    this.shell = shell;
    this.before = before;
  }

  /** To be called after the authorization has begun and before anybody knows its address. */
  static AuthorizationWait of(
      ConnectionServiceBlockingStub connections, Shell shell, String connection) {
    return new AuthorizationWait(connections, shell, get(connections, connection));
  }

  private static Connection get(ConnectionServiceBlockingStub connections, String connection) {
    return connections.getConnection(
        GetConnectionRequest.newBuilder().setConnection(connection).build());
  }

  /** Returns the connection as it is then. */
  Connection until(Instant end) throws InterruptedException {
    while (shell.clock().instant().isBefore(end)) {
      var completed = look();
      if (completed.isPresent()) {
        return demandActive(completed.get());
      }
      shell.pause().sleep(STEP);
    }
    throw new CliFailure(
        Status.Code.DEADLINE_EXCEEDED,
        "nobody consented in time; run the command again for a new address");
  }

  /** A daemon that is away for a moment is asked again. */
  private Optional<Connection> look() {
    try {
      return Optional.of(get(connections, before.getId()))
          .filter(now -> now.getGeneration() > before.getGeneration());
    } catch (StatusRuntimeException e) {
      var failure = RotakeepException.from(e);
      if (failure.advice() == Advice.RETRY || failure.advice() == Advice.WAIT) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private static Connection demandActive(Connection completed) {
    if (completed.getState() != ConnectionState.CONNECTION_STATE_ACTIVE) {
      throw new CliFailure(
          Status.Code.FAILED_PRECONDITION,
          "%s was authorized but is %s; rotakeep connection show %s tells more"
              .formatted(
                  completed.getId(), MessageText.of(completed.getState()), completed.getId()));
    }
    return completed;
  }
}

package io.rotakeep.cli.connection;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.ConnectionsProgress;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Does to one connection after another what the API does for one only, and tells of it as the API
 * tells of many.
 */
final class EachConnection implements PluralCall.Method {
  private final ConnectionServiceBlockingStub connections;
  private final UnaryOperator<Connection> deed;

  /**
   * Prepares the work.
   *
   * @param deed returns the connection as it is afterwards
   */
  EachConnection(ConnectionServiceBlockingStub connections, UnaryOperator<Connection> deed) {
    this.connections = connections;
    this.deed = deed;
  }

  @Override
  public Iterator<ConnectionsProgress> call(
      ConnectionSelector selector, boolean dryRun, OptionalLong expectedCount) {
    List<Connection> selected = new SelectedConnections(connections).of(selector);
    if (expectedCount.isPresent() && expectedCount.getAsLong() != selected.size()) {
      throw new CliFailure(
          Status.Code.FAILED_PRECONDITION,
          "there are %d connections now, no longer %d; nothing was done, run it again"
              .formatted(selected.size(), expectedCount.getAsLong()));
    }
    return new Steps(selected, dryRun ? connection -> connection : deed);
  }

  /** Does the next each time it is asked for the next message. */
  private static final class Steps implements Iterator<ConnectionsProgress> {
    private final List<Connection> selected;
    private final UnaryOperator<Connection> deed;
    private int done;
    private int failed;
    private boolean begun;

    Steps(List<Connection> selected, UnaryOperator<Connection> deed) {
      this.selected = selected;
      this.deed = deed;
    }

    @Override
    public boolean hasNext() {
      return !Context.current().isCancelled() && (!begun || done < selected.size());
    }

    @Override
    public ConnectionsProgress next() {
      var progress = ConnectionsProgress.newBuilder().setTotal(selected.size());
      if (begun) {
        progress.addResults(resultOf(selected.get(done)));
        done++;
      }
      begun = true;
      return progress.setDone(done).setFailed(failed).setFinished(done == selected.size()).build();
    }

    private ConnectionResult resultOf(Connection connection) {
      var result = ConnectionResult.newBuilder().setConnection(connection.getId());
      try {
        return result.setState(deed.apply(connection).getState()).build();
      } catch (StatusRuntimeException e) {
        failed++;
        return result
            .setState(connection.getState())
            .setError(StatusProto.fromStatusAndTrailers(e.getStatus(), e.getTrailers()))
            .build();
      }
    }
  }
}

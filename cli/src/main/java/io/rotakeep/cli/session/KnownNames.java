package io.rotakeep.cli.session;

import io.rotakeep.client.RotakeepException;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ListProvidersRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The names that the daemon knows, for suggestions and completion. Never fails: it only helps. */
public final class KnownNames {
  private static final int MOST = 1000;
  private static final long PATIENCE_SECONDS = 2;

  private final Session session;

  public KnownNames(Session session) {
    this.session = session;
  }

  /** What was probably meant by a name that the daemon does not know. */
  List<String> similarTo(RotakeepException failure) {
    var metadata = failure.metadata();
    return switch (failure.reason()) {
      case "CONNECTION_NOT_FOUND" ->
          Similar.to(metadata.getOrDefault("connection", ""), connections().stream());
      case "PROVIDER_NOT_FOUND" ->
          Similar.to(metadata.getOrDefault("provider", ""), providers().stream());
      default -> List.of();
    };
  }

  /** The first 1000 ids. */
  public List<String> connections() {
    try (var client = session.connect()) {
      var request = ListConnectionsRequest.newBuilder().setPageSize(MOST).build();
      return ConnectionServiceGrpc.newBlockingStub(client.channel())
          .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .listConnections(request)
          .getConnectionsList()
          .stream()
          .map(Connection::getId)
          .toList();
    } catch (RuntimeException e) {
      return List.of();
    }
  }

  /** The first 1000 names. */
  public List<String> providers() {
    try (var client = session.connect()) {
      var request = ListProvidersRequest.newBuilder().setPageSize(MOST).build();
      return ProviderServiceGrpc.newBlockingStub(client.channel())
          .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .list(request)
          .getProvidersList()
          .stream()
          .map(Provider::getName)
          .toList();
    } catch (RuntimeException e) {
      return List.of();
    }
  }
}

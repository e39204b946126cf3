package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.DiagnoseConnectionRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what is the matter with a connection, and what to do. */
@Command(
    name = "doctor",
    description = "Says what is the matter with a connection, since when, and what to do now.")
final class ConnectionDoctorCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The connection.")
  private String connection = "";

  ConnectionDoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var request = DiagnoseConnectionRequest.newBuilder().setConnection(connection).build();
      var diagnosis =
          ConnectionServiceGrpc.newBlockingStub(client.channel()).diagnoseConnection(request);
      session.output().message(diagnosis, new Diagnosis(diagnosis)::lines);
      return 0;
    }
  }
}

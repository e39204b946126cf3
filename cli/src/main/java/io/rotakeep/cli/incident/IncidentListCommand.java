package io.rotakeep.cli.incident;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.IncidentServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists incidents. */
@Command(name = "list", description = "Lists incidents, the newest first.")
final class IncidentListCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only these: OPEN, ACKNOWLEDGED or RESOLVED.")
  private String state = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only these, such as MASS_REJECTION.")
  private String kind = "";

  @Option(names = "--connection", paramLabel = "ID", description = "Only about this connection.")
  private String connection = "";

  @Option(
      names = "--filter",
      paramLabel = "CONDITIONS",
      description =
          "Further conditions, such as: severity = HIGH AND open_time > 2026-12-01T00:00:00Z")
  private String filter = "";

  IncidentListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var incidents = IncidentServiceGrpc.newBlockingStub(client.channel());
      session
          .output()
          .list(IncidentPages.of(incidents, conditions()), IncidentColumns.COLUMNS, "no incidents");
      return 0;
    }
  }

  private String conditions() {
    List<String> all = new ArrayList<>();
    if (!state.isEmpty()) {
      all.add("state = " + state);
    }
    if (!kind.isEmpty()) {
      all.add("kind = " + kind);
    }
    if (!connection.isEmpty()) {
      all.add("connection = " + connection);
    }
    if (!filter.isBlank()) {
      all.add(filter);
    }
    return String.join(" AND ", all);
  }
}

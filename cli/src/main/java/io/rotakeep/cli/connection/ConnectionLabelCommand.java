package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets and removes labels, and leaves the others as they are. */
@Command(name = "label", description = "Sets and removes labels; the other labels stay.")
final class ConnectionLabelCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ConnectionSelection selection = new ConnectionSelection();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A label to put on, or to change. May be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--remove",
      paramLabel = "KEY",
      description = "A label to take off. May be repeated.")
  private List<String> removed = new ArrayList<>();

  ConnectionLabelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (set.isEmpty() && removed.isEmpty()) {
      throw selection.usage("say what to change: --set KEY=VALUE or --remove KEY");
    }
    var single = selection.single();
    try (var client = session.connect()) {
      var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
      if (single.isPresent()) {
        var request = GetConnectionRequest.newBuilder().setConnection(single.get()).build();
        var after = label(connections, connections.getConnection(request));
        session.output().message(after, sentence(after));
        return 0;
      }
      var each = new EachConnection(connections, one -> label(connections, one));
      return new PluralCall(session, Deed.LABEL, each).run(selection);
    }
  }

  private Connection label(ConnectionServiceBlockingStub connections, Connection before) {
    Map<String, String> labels = new TreeMap<>(before.getLabelsMap());
    removed.forEach(labels::remove);
    labels.putAll(set);
    return connections.updateConnection(
        UpdateConnectionRequest.newBuilder()
            .setConnection(before.getId())
            .putAllLabels(labels)
            .setRequestId(Session.requestId())
            .build());
  }

  private static String sentence(Connection after) {
    var labels =
        new TreeMap<>(after.getLabelsMap())
            .entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(" "));
    return after.getId() + " " + (labels.isEmpty() ? "has no labels" : labels);
  }
}

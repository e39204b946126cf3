package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.LabelMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which connections a command is about: by id, or many by one property. */
public final class ConnectionSelection {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Parameters(arity = "0..*", paramLabel = "ID", description = "The connections.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--provider", paramLabel = "NAME", description = "All of this provider.")
  private String provider = "";

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "All with this label. May be repeated; all labels must match.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--all", description = "Every connection there is.")
  private boolean all;

  @Option(names = "--dry-run", description = "Only tell which connections these are.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask before acting on many.")
  private boolean yes;

  /** The one connection that is meant, if it is one and the call is meant. */
  Optional<String> single() {
    boolean named = selector().hasIds();
    return named && ids.size() == 1 && !dryRun ? Optional.of(ids.getFirst()) : Optional.empty();
  }

  public ConnectionSelector selector() {
    var selectors = new ArrayList<ConnectionSelector>();
    if (!ids.isEmpty()) {
      var named = ConnectionIds.newBuilder().addAllIds(ids);
      selectors.add(ConnectionSelector.newBuilder().setIds(named).build());
    }
    if (!provider.isEmpty()) {
      selectors.add(ConnectionSelector.newBuilder().setProvider(provider).build());
    }
    if (!labels.isEmpty()) {
      var match = LabelMatch.newBuilder().putAllLabels(labels);
      selectors.add(ConnectionSelector.newBuilder().setLabels(match).build());
    }
    if (all) {
      selectors.add(ConnectionSelector.newBuilder().setAll(true).build());
    }
    if (selectors.size() != 1) {
      throw usage("say which connections: IDs, or one of --provider, --label, --all");
    }
    return selectors.getFirst();
  }

  /** As it would be typed again, for the person who goes on. */
  String asTyped() {
    var words = new ArrayList<>(ids);
    if (!provider.isEmpty()) {
      words.add("--provider " + provider);
    }
    labels.forEach((key, value) -> words.add("--label " + key + "=" + value));
    if (all) {
      words.add("--all");
    }
    return String.join(" ", words);
  }

  public boolean dryRun() {
    return dryRun;
  }

  /** Whether a person should confirm: connections that were not named one by one. */
  public boolean needsConsent() {
    return !yes && !dryRun && ids.isEmpty();
  }

  /** Returns if a person agrees that so many are quarantined. */
  public void demandConsent(Session session, long count) {
    new Consent(session).demand(this, Deed.QUARANTINE, count);
  }

  ParameterException usage(String rule) {
    return new ParameterException(command.commandLine(), rule);
  }
}

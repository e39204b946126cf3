package io.rotakeep.cli;

import io.rotakeep.cli.aot.AotCommand;
import io.rotakeep.cli.audit.AuditCommand;
import io.rotakeep.cli.completion.CompletionCommand;
import io.rotakeep.cli.completion.NamesCommand;
import io.rotakeep.cli.config.ConfigCommand;
import io.rotakeep.cli.connection.ConnectionCommand;
import io.rotakeep.cli.daemon.ServerCommand;
import io.rotakeep.cli.demo.DemoCommand;
import io.rotakeep.cli.incident.IncidentCommand;
import io.rotakeep.cli.operator.OperatorCommand;
import io.rotakeep.cli.pki.PkiCommand;
import io.rotakeep.cli.provider.ProviderCommand;
import io.rotakeep.cli.session.NotYetCommand;
import io.rotakeep.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The commands by their names, in the order of the help. Each is made only if it may be meant: to
 * make all of them takes longer than most of them run.
 */
final class Commands {
  private static final String NEEDS_ALL = "completion";

  private final Map<String, Supplier<Object>> makers = new LinkedHashMap<>();

  Commands(Session session) {
    makers.put("server", () -> new ServerCommand(session));
    makers.put("provider", () -> ProviderCommand.in(session));
    makers.put("connection", () -> ConnectionCommand.in(session));
    makers.put("token", () -> new TokenCommand(session));
    makers.put("operator", () -> OperatorCommand.in(session));
    makers.put("config", () -> ConfigCommand.in(session));
    makers.put("pki", () -> PkiCommand.in(session));
    makers.put("incident", () -> IncidentCommand.in(session));
    makers.put("audit", () -> AuditCommand.in(session));
    makers.put("compliance", () -> new NotYetCommand(""));
    makers.put("bench", () -> new BenchCommand(session));
    makers.put("demo", () -> new DemoCommand(session.shell()));
    makers.put("aot", () -> new AotCommand(session));
    makers.put(NEEDS_ALL, () -> new CompletionCommand(session));
    makers.put("completion-names", () -> new NamesCommand(session));
    makers.put("version", () -> new VersionCommand(session));
  }

  /** Those that the words name; all if they name none. */
  Map<String, Object> among(Set<String> words) {
    boolean some = !words.contains(NEEDS_ALL) && words.stream().anyMatch(makers::containsKey);
    var made = new LinkedHashMap<String, Object>();
    makers.forEach(
        (name, maker) -> {
          if (!some || words.contains(name)) {
            made.put(name, maker.get());
          }
        });
    return made;
  }
}

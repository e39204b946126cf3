package io.rotakeep.cli.config;

import io.rotakeep.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the JSON Schema of a file, for editors and for checks before a roll-out. */
@Command(name = "schema", description = "Prints the JSON Schema (2020-12) of a file.")
final class ConfigSchemaCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "KIND",
      defaultValue = "daemon",
      description = "Of which file: ${COMPLETION-CANDIDATES}. Default: daemon.")
  private FileKind kind = FileKind.DAEMON;

  ConfigSchemaCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.shell().out().print(kind.schema());
    session.shell().out().flush();
    return 0;
  }
}

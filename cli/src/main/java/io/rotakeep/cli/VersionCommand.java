package io.rotakeep.cli;

import io.rotakeep.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says which release this is. */
@Command(name = "version", description = "Tells the version of this program.")
final class VersionCommand implements Callable<Integer> {
  private final Session session;

  VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var version = RotakeepCommand.version();
    session
        .shell()
        .out()
        .println(session.json() ? "{\"version\": \"" + version + "\"}" : "rotakeep " + version);
    session.shell().out().flush();
    return 0;
  }
}

package io.rotakeep.cli.completion;

import io.rotakeep.cli.session.KnownNames;
import io.rotakeep.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the scripts call for names that only the daemon knows; silent when it does not answer. */
@Command(name = "completion-names", hidden = true)
public final class NamesCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "connections|providers")
  private Kind kind = Kind.CONNECTIONS;

  public NamesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var known = new KnownNames(session);
    var names =
        switch (kind) {
          case CONNECTIONS -> known.connections();
          case PROVIDERS -> known.providers();
        };
    names.forEach(session.shell().out()::println);
    session.shell().out().flush();
    return 0;
  }

  /** Of what. */
  enum Kind {
    CONNECTIONS,
    PROVIDERS
  }
}

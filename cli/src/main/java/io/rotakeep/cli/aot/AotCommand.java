package io.rotakeep.cli.aot;

import io.rotakeep.cli.daemon.TemporaryTree;
import io.rotakeep.cli.session.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The run from which the launcher makes the ahead-of-time cache. */
@Command(
    name = "aot",
    description = {
      "Makes starts faster: runs a daemon over mTLS on this machine for a moment, from which the"
          + " launcher records what a start needs. Beside the program if that can be written, else"
          + " in the user's cache directory; prints the file."
    })
public final class AotCommand implements Callable<Integer> {
  private final Session session;

  public AotCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("rotakeep-aot-");
    try (var rehearsal = Rehearsal.in(directory)) {
      rehearsal.perform();
    } finally {
      TemporaryTree.remove(directory);
    }
    session.note("a whole start and its first calls were run");
    return 0;
  }
}

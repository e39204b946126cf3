package io.rotakeep.cli.aot;

import io.rotakeep.cli.session.Session;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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

  @Option(
      names = "--stage",
      paramLabel = "DIR",
      hidden = true,
      description = "Prepares there what --perform needs; recorded by nobody.")
  private @Nullable Path stage;

  @Option(
      names = "--perform",
      paramLabel = "DIR",
      hidden = true,
      description = "Calls the daemon that runs on what was staged there.")
  private @Nullable Path perform;

  @Option(names = "--grpc", paramLabel = "H:P", hidden = true, description = "Of that daemon.")
  private String grpc = "";

  @Option(names = "--http", paramLabel = "H:P", hidden = true, description = "Of that daemon.")
  private String http = "";

  public AotCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    if (stage != null) {
      new Rehearsal(stage).stage();
    } else if (perform != null) {
      new Rehearsal(perform).perform(grpc, http);
    } else {
      session.note("the launcher bin/rotakeep makes the cache; run this command by it");
      return 1;
    }
    return 0;
  }
}

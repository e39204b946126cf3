package io.rotakeep.cli.daemon;

import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.cli.session.ErrorReport;
import io.rotakeep.cli.session.GlobalOptions;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Shell;
import io.rotakeep.daemon.Daemon;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code server --config FILE} and nothing else, as service managers start a daemon. It does what
 * {@link ServerCommand} does, without the parser of options, whose making takes a quarter of the
 * time to ready.
 */
public final class PlainStart {
  private static final List<String> WORDS = List.of("server", "--config");

  private final Shell shell;
  private final Path file;

  private PlainStart(Shell shell, Path file) {
    this.shell = shell;
    this.file = file;
  }

  /** Empty if the arguments say anything else. */
  public static Optional<PlainStart> in(Shell shell, String... arguments) {
    List<String> words = List.of(arguments);
    if (words.size() != 3 || !words.subList(0, 2).equals(WORDS) || words.get(2).matches("[-@].*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PlainStart(shell, Path.of(words.get(2))));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** Returns the exit code, when the lifetime ends. */
  public int run() {
    try {
      var settings = StartFailures.told(() -> DaemonFile.read(file));
      new ServerRun(shell).of(settings, () -> Daemon.start(settings, file), () -> {});
      return 0;
    } catch (Exception e) {
      new ErrorReport(new Session(shell, new GlobalOptions())).print(e);
      return 1;
    }
  }
}

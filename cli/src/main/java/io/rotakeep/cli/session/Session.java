package io.rotakeep.cli.session;

import io.rotakeep.cli.terminal.ColorWhen;
import io.rotakeep.cli.terminal.Progress;
import io.rotakeep.cli.terminal.Progresses;
import io.rotakeep.cli.text.Format;
import io.rotakeep.cli.text.Ink;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.Output;
import io.rotakeep.client.RotakeepClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run of the command line: its surroundings, its global options, its daemon. */
public final class Session {
  private static final String DEFAULT_ADDRESS = "127.0.0.1:8740";

  private final Shell shell;
  private final GlobalOptions options;

  public Session(Shell shell, GlobalOptions options) {
    this.shell = shell;
    this.options = options;
  }

  public Shell shell() {
    return shell;
  }

  public boolean json() {
    return options.format == Format.JSON;
  }

  /** Whether a list is to be printed as comma-separated values. */
  public boolean csv() {
    return options.format == Format.CSV;
  }

  public Output output() {
    if (csv()) {
      throw CliFailure.invalid("--output csv is for audit search; write text or json");
    }
    return new Output(options.format, shell.out(), layout());
  }

  /** How results are laid out where they go; asks the terminal for its size. */
  public Layout layout() {
    var terminal = shell.terminal();
    boolean seen = terminal.tty().output() && options.format == Format.TEXT;
    return new Layout(
        seen ? OptionalInt.of(terminal.tty().size().columns()) : OptionalInt.empty(),
        options.color.ink(terminal.tty().output(), shell.environment()),
        terminal.glyphs(),
        seen ? Optional.of(shell.clock().instant()) : Optional.empty());
  }

  /** For what is said on standard error. */
  public Ink errorInk() {
    return options.color.ink(shell.terminal().tty().errors(), shell.environment());
  }

  /** Whether pictures can be drawn over one another on standard output. */
  public boolean canRedraw() {
    return shell.terminal().tty().output()
        && options.format == Format.TEXT
        && !ColorWhen.isDumb(shell.environment());
  }

  /** Tells what goes on, where it does not mix with results. */
  public void note(String text) {
    shell.err().println(text);
    shell.err().flush();
  }

  /** Whether options or environment name a daemon, rather than the default. */
  public boolean isAddressed() {
    return options.address != null
        || !shell.environment().getOrDefault("ROTAKEEP_ADDRESS", "").isEmpty();
  }

  /**
   * Tells how far something is that may take more than a second. Closed when it is over.
   *
   * @param activity what is done, such as {@code refreshing}
   */
  public Progress progress(String activity) {
    return json()
        ? Progress.silent()
        : new Progresses(shell.terminal(), shell.clock(), shell.interrupts())
            .start(shell.environment(), activity);
  }

  /** Where the daemon is, as options and environment say; options win. */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(shell.environment());
    settings.putIfAbsent("ROTAKEEP_ADDRESS", DEFAULT_ADDRESS);
    put(settings, "ROTAKEEP_ADDRESS", options.address);
    put(settings, "ROTAKEEP_CA", options.authority);
    put(settings, "ROTAKEEP_CERT", options.certificate);
    put(settings, "ROTAKEEP_KEY", options.key);
    return settings;
  }

  private static void put(Map<String, String> settings, String name, @Nullable Object option) {
    if (option != null) {
      settings.put(name, option.toString());
    }
  }

  /** The daemon that options and environment name. The caller closes it. */
  public RotakeepClient connect() {
    return RotakeepClient.builder().environment(settings()).build();
  }

  /** The daemon's file: as given, else as the environment names it. */
  public Optional<Path> configFile(@Nullable Path given) {
    return Optional.ofNullable(given)
        .or(
            () ->
                Optional.ofNullable(shell.environment().get("ROTAKEEP_CONFIG"))
                    .filter(file -> !file.isEmpty())
                    .map(Path::of));
  }

  /** A new id by which a mutation may be repeated. */
  public static String requestId() {
    return UUID.randomUUID().toString();
  }
}

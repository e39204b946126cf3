package io.rotakeep.cli.session;

import io.rotakeep.cli.text.Format;
import io.rotakeep.cli.text.Output;
import io.rotakeep.client.RotakeepClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run of the command line: its surroundings, its global options, its daemon. */
public final class Session {
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

  public Output output() {
    return new Output(options.format, shell.out());
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

  /** The daemon that options and environment name; options win. The caller closes it. */
  public RotakeepClient connect() {
    var settings = new HashMap<>(shell.environment());
    if (options.address != null) {
      settings.put("ROTAKEEP_ADDRESS", options.address);
    }
    if (options.authority != null) {
      settings.put("ROTAKEEP_CA", options.authority.toString());
    }
    if (options.certificate != null) {
      settings.put("ROTAKEEP_CERT", options.certificate.toString());
    }
    if (options.key != null) {
      settings.put("ROTAKEEP_KEY", options.key.toString());
    }
    return RotakeepClient.builder().environment(settings).build();
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

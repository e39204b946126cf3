package io.rotakeep.cli.session;

import io.rotakeep.cli.terminal.ColorWhen;
import io.rotakeep.cli.text.Format;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. */
public final class GlobalOptions {
  @Option(
      names = "--address",
      scope = ScopeType.INHERIT,
      paramLabel = "HOST:PORT|unix:PATH",
      description = "Where the daemon listens. Default: ROTAKEEP_ADDRESS, else 127.0.0.1:8740.")
  @Nullable String address;

  @Option(
      names = "--ca",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Who signs the daemon's certificate (PEM). Default: ROTAKEEP_CA.")
  @Nullable Path authority;

  @Option(
      names = "--cert",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Our certificate (PEM). Default: ROTAKEEP_CERT.")
  @Nullable Path certificate;

  @Option(
      names = "--key",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "The key of our certificate (PEM, PKCS #8). Default: ROTAKEEP_KEY.")
  @Nullable Path key;

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "text|json",
      description = "How to print results. Default: text.")
  Format format = Format.TEXT;

  @Option(
      names = "--color",
      scope = ScopeType.INHERIT,
      paramLabel = "auto|always|never",
      description = "Colours. Default: auto, on a terminal unless NO_COLOR is set.")
  ColorWhen color = ColorWhen.AUTO;
}

package io.rotakeep.cli.session;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What a command sees of the world around it.
 *
 * @param interactive whether a person sits at the terminal and can be asked
 */
public record Shell(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Map<String, String> environment,
    boolean interactive,
    Browser browser,
    Pause pause,
    InstantSource clock,
    Lifetime lifetime) {

  /** The process's own. */
  public static Shell ofProcess() {
    return new Shell(
        new PrintWriter(System.out, true, charset("stdout.encoding")),
        new PrintWriter(System.err, true, charset("stderr.encoding")),
        System.in,
        System.getenv(),
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent(),
        Browser.ofDesktop(),
        Thread::sleep,
        InstantSource.system(),
        Lifetime.untilSignal());
  }

  private static Charset charset(String property) {
    return Charset.forName(System.getProperty(property, "UTF-8"), StandardCharsets.UTF_8);
  }
}

package io.rotakeep.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command; ends the JVM with the exit code of the command that ran. */
@Command(
    name = "rotakeep",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Keeps OAuth refresh tokens encrypted and spends each exactly once.")
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Exit code 0: done, 1: failed, 2: the command line was not understood. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"rotakeep " + Objects.requireNonNullElse(version, "development")};
    }
  }
}

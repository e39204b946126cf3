package io.rotakeep.cli.session;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * Options that people try and that would put a secret where every process of the machine reads it.
 * They are refused with the way that is meant, and without the value.
 */
@SuppressWarnings("DoNotCallSuggester") // picocli calls the setters, to be told no
public final class RefusedSecrets {
  private final CommandLine command;

  /** Of this command and all below it. */
  public RefusedSecrets(CommandLine command) {
    this.command = command;
  }

  @Option(
      names = {"--refresh-token", "--token", "--access-token"},
      hidden = true,
      arity = "0..1",
      scope = ScopeType.INHERIT)
  void refuseToken(@Nullable String value) {
    throw refused(
        "a token does not belong on the command line, where other processes can read it; put it in"
            + " a file for --refresh-token-file FILE, or on standard input for"
            + " --refresh-token-file -");
  }

  @Option(
      names = {"--client-secret", "--secret", "--password", "--passphrase"},
      hidden = true,
      arity = "0..1",
      scope = ScopeType.INHERIT)
  void refuseSecret(@Nullable String value) {
    throw refused(
        "a secret does not belong on the command line, where other processes can read it; name its"
            + " file in the provider file: client.secrets: [{file: PATH}]");
  }

  private ParameterException refused(String mend) {
    return new ParameterException(command, mend);
  }
}

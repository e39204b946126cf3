package io.rotakeep.cli.session;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A command that people will look for and that this release does not have; no help shows it. */
@Command(hidden = true)
public final class NotYetCommand implements Callable<Integer> {
  private final String instead;

  @Spec private CommandSpec command = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // picocli fills it, so that no argument is in the way
  @Unmatched
  private List<String> anything = new ArrayList<>();

  /**
   * Stands in its place.
   *
   * @param instead what to do meanwhile; empty if there is nothing
   */
  public NotYetCommand(String instead) {
    this.instead = instead;
  }

  @Override
  public Integer call() {
    var mend = instead.isEmpty() ? "" : "; " + instead;
    throw new CliFailure(
        Status.Code.UNIMPLEMENTED, command.qualifiedName() + " is not in this release" + mend);
  }
}

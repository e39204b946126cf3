package io.rotakeep.cli.provider;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.cli.providerfile.ProviderFile;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.InputFile;
import io.rotakeep.cli.session.Session;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the daemon know what a provider file says. */
@Command(name = "apply", description = "Creates a provider, or replaces its settings, from a file.")
final class ProviderApplyCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The provider file; - for standard input. Secrets it points to are read here.")
  private String file = "";

  @Option(
      names = "--etag",
      description = "Refuse if the provider has changed since it was read with this etag.")
  private String etag = "";

  @Option(names = "--dry-run", description = "Check everything, change nothing.")
  private boolean dryRun;

  ProviderApplyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var read = read();
    var request =
        read.request().toBuilder()
            .setEtag(etag)
            .setDryRun(dryRun)
            .setRequestId(Session.requestId())
            .build();
    var provider = apply(read, request);
    var done = dryRun ? " would be applied" : " applied";
    session.output().message(provider, "provider " + provider.getName() + done);
    return 0;
  }

  private ProviderFile read() {
    var input = InputFile.of(file, session.shell().in());
    return ProviderFile.read(
        input.name(), input.text(), input.directory(), session.shell().environment());
  }

  private Provider apply(ProviderFile read, ApplyProviderRequest request) {
    try (var client = session.connect()) {
      return ProviderServiceGrpc.newBlockingStub(client.channel()).apply(request);
    } catch (StatusRuntimeException e) {
      throw located(read, RotakeepException.from(e));
    }
  }

  /** Says where in the file the fields stand that the daemon does not accept. */
  private static RuntimeException located(ProviderFile read, RotakeepException failure) {
    if (failure.violations().isEmpty()) {
      return failure;
    }
    return new CliFailure(
        Status.Code.INVALID_ARGUMENT,
        failure.violations().stream()
            .map(violation -> read.locate(violation.field(), violation.description()))
            .collect(Collectors.joining("; ")));
  }
}

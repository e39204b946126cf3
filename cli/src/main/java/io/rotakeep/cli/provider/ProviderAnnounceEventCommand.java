package io.rotakeep.cli.provider;

import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.AnnounceEventRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.ProviderServiceGrpc.ProviderServiceBlockingStub;
import io.rotakeep.v1.WithdrawEventRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the daemon that a provider is about to end many grants. */
@Command(
    name = "announce-event",
    description = {
      "Says that a provider, or our registration there, is about to end many grants: a secret is"
          + " reset, an app uninstalled, a policy changed.",
      "Until then a refused refresh token needs a new consent, CLIENT_EVENT, and is not taken for"
          + " a theft. 7 days at the most."
    })
final class ProviderAnnounceEventCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "NAME", description = "The provider.")
  private String name = "";

  @ArgGroup(multiplicity = "1")
  private Span span = new Span();

  @Option(
      names = "--comment",
      paramLabel = "TEXT",
      description = "What happens there, for the audit trail. Required unless --withdraw.")
  private String comment = "";

  /** One of them. */
  static final class Span {
    @Option(
        names = "--until",
        paramLabel = "TIME",
        description = "When it is over, such as 2026-12-01T18:00:00Z.")
    private @Nullable Instant until;

    @Option(
        names = "--for",
        paramLabel = "DURATION",
        description = "How long it lasts, such as 36h.")
    private @Nullable Duration length;

    @Option(names = "--withdraw", description = "It is over, or does not come: end it now.")
    private boolean withdraw;
  }

  ProviderAnnounceEventCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!span.withdraw && comment.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--comment=TEXT' says what happens there");
    }
    try (var client = session.connect()) {
      var providers = ProviderServiceGrpc.newBlockingStub(client.channel());
      var provider = span.withdraw ? withdraw(providers) : announce(providers);
      session.output().message(provider, said(provider));
      return 0;
    }
  }

  private String said(Provider provider) {
    return span.withdraw
        ? "no event is announced at %s any more".formatted(name)
        : "event announced at %s until %s; rotakeep provider announce-event %s --withdraw ends it"
            .formatted(name, MessageText.of(provider.getAnnouncedEvent().getEndTime()), name);
  }

  private Provider announce(ProviderServiceBlockingStub providers) {
    var request =
        AnnounceEventRequest.newBuilder()
            .setName(name)
            .setComment(comment)
            .setRequestId(Session.requestId());
    var until = span.until;
    var length = span.length;
    if (until != null) {
      request.getEndTimeBuilder().setSeconds(until.getEpochSecond()).setNanos(until.getNano());
    }
    if (length != null) {
      request.getDurationBuilder().setSeconds(length.getSeconds()).setNanos(length.getNano());
    }
    return providers.announceEvent(request.build());
  }

  private Provider withdraw(ProviderServiceBlockingStub providers) {
    return providers.withdrawEvent(
        WithdrawEventRequest.newBuilder()
            .setName(name)
            .setComment(comment)
            .setRequestId(Session.requestId())
            .build());
  }
}

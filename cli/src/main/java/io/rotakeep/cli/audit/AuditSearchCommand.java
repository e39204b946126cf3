package io.rotakeep.cli.audit;

import com.google.protobuf.Timestamp;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Pages;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.DurationText;
import io.rotakeep.v1.AuditRecord;
import io.rotakeep.v1.SearchAuditRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc.SystemServiceBlockingStub;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks the daemon who got which token. */
@Command(
    name = "search",
    description = {
      "Lists what was done, the newest first: whose tokens a caller got since then, who got those"
          + " of a connection.",
      "With --output csv, RFC 4180 with all fields. What is found is not verified: audit verify"
          + " does that."
    })
final class AuditSearchCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--caller",
      paramLabel = "IDENTITY",
      description =
          "Only what this caller did, such as spiffe://example.org/crm; rotakeep for the daemon.")
  private String caller = "";

  @Option(
      names = "--connection",
      paramLabel = "ID",
      description = "Only about this connection; with /** at the end about all below.")
  private String connection = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From then on: 2026-12-01T08:00:00Z, or 24h for a day ago.")
  private String since = "";

  @Option(names = "--until", paramLabel = "TIME", description = "Before then; as --since.")
  private String until = "";

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description = "Only this one, such as TokenService.GetAccessToken.")
  private String method = "";

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description =
          "How many to list at the most; if there may be more, that is said. Default:"
              + " ${DEFAULT-VALUE}; 0 for all.")
  private long limit = 10_000;

  AuditSearchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 0) {
      throw CliFailure.invalid("--limit must be a number, or 0 for all");
    }
    Instant now = session.shell().clock().instant();
    var request =
        SearchAuditRequest.newBuilder()
            .setCaller(caller)
            .setConnection(connection)
            .setMethod(method)
            .setPageSize(Pages.SIZE);
    if (!since.isEmpty()) {
      request.setSince(time("--since", since, now));
    }
    if (!until.isEmpty()) {
      request.setUntil(time("--until", until, now));
    }
    try (var client = session.connect()) {
      var all = pages(SystemServiceGrpc.newBlockingStub(client.channel()), request);
      list(limit == 0 ? all : limited(all, limit));
      // Not all.hasNext(): to find one more might take as long as to look at all that is kept.
      if (all.mayGoOn() && !session.shell().out().checkError()) {
        session.note(
            ("these are the newest %d; there may be more: --limit 0 lists all, --until what is"
                    + " older")
                .formatted(limit));
      }
      return 0;
    }
  }

  private void list(Iterator<AuditRecord> found) {
    if (session.csv()) {
      AuditCsv.print(found, session.shell().out());
    } else {
      session.output().list(found, AuditColumns.COLUMNS, "nothing found");
    }
  }

  private static Pages<AuditRecord> pages(
      SystemServiceBlockingStub system, SearchAuditRequest.Builder request) {
    return new Pages<>(
        token -> {
          var page = system.searchAudit(request.clone().setPageToken(token).build());
          return new Pages.Page<>(page.getRecordsList(), page.getNextPageToken());
        });
  }

  private static Iterator<AuditRecord> limited(Pages<AuditRecord> all, long limit) {
    return new Iterator<>() {
      private long left = limit;

      @Override
      public boolean hasNext() {
        return left > 0 && all.hasNext();
      }

      @Override
      public AuditRecord next() {
        left--;
        return all.next();
      }
    };
  }

  private static Timestamp time(String option, String text, Instant now) {
    try {
      Instant instant =
          text.endsWith("Z") || text.contains("T")
              ? OffsetDateTime.parse(text).toInstant()
              : now.minus(duration(text));
      return Timestamp.newBuilder()
          .setSeconds(instant.getEpochSecond())
          .setNanos(instant.getNano())
          .build();
    } catch (DateTimeParseException | IllegalArgumentException _) {
      throw CliFailure.invalid(
          option
              + " must be a time with its offset, such as 2026-12-01T08:00:00Z, or a duration"
              + " such as 24h");
    }
  }

  private static Duration duration(String text) {
    return DurationText.parse(text);
  }
}

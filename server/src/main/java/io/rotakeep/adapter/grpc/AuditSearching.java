package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditArchive;
import io.rotakeep.core.audit.AuditEntry;
import io.rotakeep.core.audit.AuditPage;
import io.rotakeep.core.audit.AuditPlace;
import io.rotakeep.core.audit.AuditQuery;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.SearchAuditRequest;
import io.rotakeep.v1.SearchAuditResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Searches the audit for those who may. Whoever may see some connections only gets the records
 * about those, and none about no connection.
 */
public final class AuditSearching {
  private static final int LONGEST = 2048;
  private static final String BELOW = "/**";

  private final @Nullable AuditArchive archive;
  private final ConnectionStore store;
  private final PageTokens pages;

  /**
   * @param archive null if no device keeps what it records
   */
  public AuditSearching(@Nullable AuditArchive archive, ConnectionStore store, PageTokens pages) {
    this.archive = archive;
    this.store = store;
    this.pages = pages;
  }

  SearchAuditResponse search(RpcCall call, SearchAuditRequest request) {
    AuditArchive searched = archive;
    if (searched == null) {
      throw ErrorReply.of(
              Code.FAILED_PRECONDITION,
              ErrorReason.ERROR_REASON_WRONG_STATE,
              "no audit device of this daemon is a file, so there is nothing to search here")
          .toException();
    }
    String question = question(request);
    AuditPage page =
        searched.search(
            new AuditQuery(
                request.hasSince() ? Times.instant("since", request.getSince()) : null,
                request.hasUntil() ? Times.instant("until", request.getUntil()) : null,
                wanted(call, request),
                PageSize.of(request.getPageSize()),
                pages
                    .read(call, question, request.getPageToken())
                    .map(AuditSearching::place)
                    .orElse(null)));
    return response(call, question, page);
  }

  private static Predicate<AuditEntry> wanted(RpcCall call, SearchAuditRequest request) {
    String caller = limited("caller", request.getCaller());
    String connection = limited("connection", request.getConnection());
    String method = limited("method", request.getMethod());
    boolean all = call.mayAll();
    Predicate<AuditEntry> visible =
        entry -> all || (!entry.field("connection").isEmpty() && mayKnow(call, entry));
    return visible
        .and(entry -> caller.isEmpty() || AuditWords.caller(entry).equals(caller))
        .and(entry -> connection.isEmpty() || isAt(connection, entry.field("connection")))
        .and(entry -> method.isEmpty() || AuditWords.method(entry).equals(method));
  }

  private static boolean mayKnow(RpcCall call, AuditEntry entry) {
    try {
      return call.may(ConnectionId.of("connection", entry.field("connection")));
    } catch (InvalidFieldException _) {
      return false;
    }
  }

  private static boolean isAt(String wanted, String connection) {
    return wanted.endsWith(BELOW)
        ? connection.startsWith(wanted.substring(0, wanted.length() - BELOW.length() + 1))
        : wanted.equals("**") || wanted.equals(connection);
  }

  private SearchAuditResponse response(RpcCall call, String question, AuditPage page) {
    SearchAuditResponse.Builder response = SearchAuditResponse.newBuilder();
    Map<String, Map<String, String>> labels = new HashMap<>();
    for (AuditEntry entry : page.entries()) {
      String id = entry.field("connection");
      response.addRecords(
          AuditWords.message(entry)
              .putAllLabels(id.isEmpty() ? Map.of() : labels.computeIfAbsent(id, this::labelsOf)));
    }
    AuditPlace next = page.next();
    if (next != null) {
      response.setNextPageToken(pages.create(call, question, next.file() + ' ' + next.offset()));
    }
    return response.build();
  }

  /** As they are now; none of a connection that is gone or broken. */
  private Map<String, String> labelsOf(String id) {
    try {
      return store
          .findWhole(ConnectionId.of("connection", id))
          .map(Connection::labels)
          .orElse(Map.of());
    } catch (InvalidFieldException _) {
      return Map.of();
    }
  }

  private static AuditPlace place(String key) {
    int blank = key.indexOf(' ');
    return new AuditPlace(key.substring(0, blank), Long.parseLong(key.substring(blank + 1)));
  }

  private static String question(SearchAuditRequest request) {
    Instant since = request.hasSince() ? Times.instant("since", request.getSince()) : Instant.MIN;
    Instant until = request.hasUntil() ? Times.instant("until", request.getUntil()) : Instant.MAX;
    return String.join(
        "\n",
        "audit",
        request.getCaller(),
        request.getConnection(),
        request.getMethod(),
        since.toString(),
        until.toString());
  }

  private static String limited(String field, String text) {
    if (text.length() > LONGEST) {
      throw new InvalidFieldException(field, "must have at most " + LONGEST + " characters");
    }
    return text;
  }
}

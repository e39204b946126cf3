package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.v1.AuditRecord;
import io.rotakeep.v1.SearchAuditRequest;
import io.rotakeep.v1.SearchAuditResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditSearchCommandTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  /** The last page may be full of what is wanted, or end before all has been looked at. */
  @ParameterizedTest
  @CsvSource({"2, ''", "2, more", "3, more"})
  void saysThatThereMayBeMoreThanItLists(int limit, String nextPage) {
    daemon.thenAnswers(page(nextPage, "a", "b", "c"));

    var run = search("csv", limit);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(1 + limit);
    assertThat(run.err())
        .isEqualTo(
            ("these are the newest %d; there may be more: --limit 0 lists all, --until what is"
                    + " older%n")
                .formatted(limit));
    assertThat(daemon.requests()).as("nothing is looked for that is not listed").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json", "text"})
  void saysSoBesideWhatItListsHoweverThatIs(String format) {
    daemon.thenAnswers(page("", "a", "b"));

    assertThat(search(format, 1).err()).startsWith("these are the newest 1; there may be more");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5, 6})
  void listsAllPagesAndSaysNothingOfMore(long limit) {
    daemon
        .thenAnswers(page("second", "a", "b"))
        .thenAnswers(page("third"))
        .thenAnswers(page("", "c", "d", "e"));

    var run = search("csv", limit);

    assertThat(run.out().lines()).hasSize(1 + 5);
    assertThat(run.err()).isEmpty();
    assertThat(daemon.requests())
        .extracting(request -> ((SearchAuditRequest) request).getPageToken())
        .isEqualTo(List.of("", "second", "third"));
  }

  @Test
  void saysNothingOfMoreWhereNothingWasFound() {
    daemon.thenAnswers(page(""));

    var run = search("text", 5);

    assertThat(run.out()).isEqualTo("nothing found" + System.lineSeparator());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void refusesToListLessThanNothing() {
    var run = search("text", -1);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--limit must be a number, or 0 for all");
    assertThat(daemon.requests()).isEmpty();
  }

  private Run search(String format, long limit) {
    return Run.on(daemon)
        .of("audit", "search", "--limit", Long.toString(limit), "--output", format);
  }

  private static SearchAuditResponse page(String next, String... connections) {
    var page = SearchAuditResponse.newBuilder().setNextPageToken(next);
    for (String connection : connections) {
      page.addRecords(AuditRecord.newBuilder().setConnection(connection));
    }
    return page.build();
  }
}

package io.rotakeep.cli.connection;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.BulkRefreshOutcome;
import io.rotakeep.v1.ConnectionResult;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run of refreshes came to, in a few lines. */
final class RefreshTally {
  private final Collection<ConnectionResult> results;

  RefreshTally(Collection<ConnectionResult> results) {
    this.results = results;
  }

  List<String> lines(Timestamp runStart) {
    return Stream.of(
            "run of %s: %s".formatted(Timestamps.toString(runStart), counts()), olderTokens())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private String counts() {
    Map<BulkRefreshOutcome, Integer> counts = new EnumMap<>(BulkRefreshOutcome.class);
    results.forEach(result -> counts.merge(result.getRefreshOutcome(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(count -> count.getValue() + " " + word(count.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String word(BulkRefreshOutcome outcome) {
    if (outcome == BulkRefreshOutcome.UNRECOGNIZED) {
      return "otherwise";
    }
    var name = MessageText.of(outcome);
    return name.isEmpty() ? "left alone" : name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private String olderTokens() {
    var ends =
        results.stream()
            .filter(ConnectionResult::hasOlderTokenExpireTime)
            .map(ConnectionResult::getOlderTokenExpireTime)
            .toList();
    return ends.stream()
        .max(Timestamps.comparator())
        .map(
            last ->
                "older access tokens that may still be used elsewhere: %d, the last until %s"
                    .formatted(ends.size(), MessageText.of(last)))
        .orElse("");
  }
}

package io.rotakeep.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final Report report = new Report();

  @Test
  void isOneJsonObjectOfNumbers() {
    report.add("hit_ratio", 0.8125);
    report.add("reuses", 0);
    report.add("start_after_kill_ms", Double.NaN);

    JsonObject read = JsonParser.parseString(report.toJson()).getAsJsonObject();

    assertThat(read.keySet()).containsExactly("hit_ratio", "reuses", "start_after_kill_ms");
    assertThat(read.get("hit_ratio").getAsDouble()).isEqualTo(0.813);
    assertThat(read.get("start_after_kill_ms").isJsonNull()).isTrue();
  }

  @Test
  void alignsTablesForPeople() {
    report.add(table());

    assertThat(report.toText())
        .isEqualTo(
            """
            Refreshes
                               a second
              bare fsync          5,600
              durable refresh       900
            """);
  }

  @Test
  void writesTablesForDocuments() {
    report.add(table());

    assertThat(report.toMarkdown())
        .isEqualTo(
            """
            | Refreshes | a second |
            | --- | ---: |
            | bare fsync | 5,600 |
            | durable refresh | 900 |
            """);
  }

  @Test
  void refusesARowThatDoesNotFit() {
    assertThatThrownBy(() -> table().row("only one")).hasMessageContaining("2 cells");
  }

  private static Table table() {
    Table table = new Table("Refreshes", "", "a second");
    table.row("bare fsync", Numbers.whole(5_600));
    table.row("durable refresh", Numbers.whole(900));
    return table;
  }
}

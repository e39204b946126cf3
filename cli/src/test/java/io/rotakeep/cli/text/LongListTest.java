package io.rotakeep.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LongListTest {
  private static final int ROWS = 1_200;
  private static final String LAST = "longer-than-all-that-came-before-it";

  private static final Columns<Struct> COLUMNS =
      Columns.of("ID", (Struct row) -> Cell.of(row.getFieldsOrThrow("id").getStringValue()))
          .with("STATE", _ -> Cell.of("ACTIVE"));

  private final StringWriter out = new StringWriter();
  private final Output output = new Output(Format.TEXT, new PrintWriter(out), Layout.PLAIN);

  @Test
  void standsUnderOneHeadWithNothingCut() {
    output.stream(rows(), COLUMNS, "none");

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(1 + ROWS);
    assertThat(lines).filteredOn(line -> line.contains("STATE")).hasSize(1);
    assertThat(lines.getFirst()).isEqualTo("ID       STATE");
    assertThat(lines.get(1)).isEqualTo("row-0    ACTIVE");
    assertThat(lines.get(600)).isEqualTo("row-599  ACTIVE");
    assertThat(lines.getLast()).isEqualTo(LAST + "  ACTIVE");
  }

  @Test
  void isPrintedWhileItIsRead() {
    output.stream(printingMeanwhile(rows()), COLUMNS, "none");

    assertThat(out.toString()).contains(LAST);
  }

  @Test
  void isASentenceIfThereIsNothingInIt() {
    output.stream(Collections.<Struct>emptyIterator(), COLUMNS, "none");

    assertThat(out).hasToString("none\n");
  }

  private static Iterator<Struct> rows() {
    return Stream.concat(IntStream.range(0, ROWS - 1).mapToObj(n -> "row-" + n), Stream.of(LAST))
        .map(LongListTest::row)
        .iterator();
  }

  private static Struct row(String id) {
    return Struct.newBuilder()
        .putFields("id", Value.newBuilder().setStringValue(id).build())
        .build();
  }

  /** Of what was read so far at most the half is not printed yet. */
  private Iterator<Struct> printingMeanwhile(Iterator<Struct> rows) {
    return new Iterator<>() {
      private int read;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Struct next() {
        read++;
        assertThat(out.toString().lines().count()).isGreaterThanOrEqualTo(read - ROWS / 2);
        return rows.next();
      }
    };
  }
}

package io.rotakeep.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Which columns a list is printed with. Each {@link #with} returns a new value.
 *
 * @param <M> what the rows are
 */
public final class Columns<M> {
  private final List<Column<M>> columns;

  private Columns(List<Column<M>> columns) {
    this.columns = columns;
  }

  public static <M> Columns<M> of(String header, Function<M, String> cell) {
    return new Columns<>(List.of(new Column<>(header, cell)));
  }

  public Columns<M> with(String header, Function<M, String> cell) {
    var more = new ArrayList<>(columns);
    more.add(new Column<>(header, cell));
    return new Columns<>(List.copyOf(more));
  }

  List<String> headers() {
    return columns.stream().map(Column::header).toList();
  }

  List<String> cells(M row) {
    return columns.stream().map(column -> column.cell().apply(row)).toList();
  }

  private record Column<M>(String header, Function<M, String> cell) {}
}

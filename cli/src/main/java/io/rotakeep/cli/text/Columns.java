package io.rotakeep.cli.text;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which columns a list is printed with. Each {@link #with} returns a new value.
 *
 * @param <M> what the rows are
 */
public final class Columns<M> {
  /** What may happen to a column on a terminal that is too narrow for all. */
  public enum Trait {
    /** May be cut, with an ellipsis. */
    SHRINKS,
    /** Goes first when cutting is not enough. */
    DISPENSABLE,
    /** Is left out where it would be empty. */
    ONLY_IF_FILLED,
    /** Numbers: stand under one another by their ends. */
    RIGHT
  }

  private final List<Column<M>> columns;

  private Columns(List<Column<M>> columns) {
    this.columns = columns;
  }

  public static <M> Columns<M> of(String header, Function<M, Cell> cell) {
    return new Columns<>(List.of(new Column<>(new Header(header, Set.of()), cell)));
  }

  public Columns<M> with(String header, Function<M, Cell> cell, Trait... traits) {
    var more = new ArrayList<>(columns);
    Set<Trait> set = EnumSet.noneOf(Trait.class);
    set.addAll(List.of(traits));
    more.add(new Column<>(new Header(header, Set.copyOf(set)), cell));
    return new Columns<>(List.copyOf(more));
  }

  List<Header> headers() {
    return columns.stream().map(Column::header).toList();
  }

  /** The cells of one row, in the order of the columns. */
  public List<Cell> cells(M row) {
    return columns.stream().map(column -> column.cell().apply(row)).toList();
  }

  /** The head of a column. */
  record Header(String text, Set<Trait> traits) {
    boolean is(Trait trait) {
      return traits.contains(trait);
    }
  }

  private record Column<M>(Header header, Function<M, Cell> cell) {}
}

package io.rotakeep.cli.session;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All items of a paged list, each page fetched when it is needed. */
public final class Pages<T> implements Iterator<T> {
  public static final int SIZE = 500;

  private final Function<String, Page<T>> source;
  private Iterator<T> current = List.<T>of().iterator();
  private @Nullable String next = "";

  /**
   * Pages from the given source.
   *
   * @param source gives the page for a page token, the first for the empty one
   */
  public Pages(Function<String, Page<T>> source) {
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext() && next != null) {
      var page = source.apply(next);
      current = page.items().iterator();
      next = page.nextPageToken().isEmpty() ? null : page.nextPageToken();
    }
    return current.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }

  /** Whether anything may follow; asks nobody, unlike {@link #hasNext}. */
  public boolean mayGoOn() {
    return current.hasNext() || next != null;
  }

  /**
   * One page.
   *
   * @param nextPageToken empty on the last
   */
  public record Page<T>(List<T> items, String nextPageToken) {}
}

package io.rotakeep.adapter.audit;

import java.util.ArrayList;
import java.util.List;

/** The first so many of what was found, and how many more there are. Not thread-safe. */
final class Listed<T> {
  /** So a file that is broken all over fills no memory and no screen. */
  static final int MOST = 100;

  private final List<T> first = new ArrayList<>();
  private long more;

  void add(T found) {
    if (first.size() < MOST) {
      first.add(found);
    } else {
      more++;
    }
  }

  void addAll(Listed<T> others) {
    others.first.forEach(this::add);
    more += others.more;
  }

  boolean isEmpty() {
    return first.isEmpty();
  }

  List<T> first() {
    return first;
  }

  long more() {
    return more;
  }
}

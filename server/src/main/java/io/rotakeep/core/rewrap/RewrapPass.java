package io.rotakeep.core.rewrap;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rewrap.RecordRewrap.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All records once through, in order of id, and again until nothing was left to do: a sweep that
 * looks at headers and encrypts anew, then a proof that decrypts each record. What was busy is come
 * back to after either. For one thread.
 */
final class RewrapPass {
  private static final int PAGE = 20;

  /** How many rows of which nothing is to be done a round passes instead of one. */
  private static final int LOOKS_FOR_A_REWRAP = 25;

  /**
   * How many of those that somebody was at a round asks for at the most: each looks through all
   * attempts that are open.
   */
  private static final int MOST_RETRIES = 10;

  /** A proof writes nothing, so a round does more of them. */
  static final int PROOFS_FOR_A_REWRAP = 5;

  private final ConnectionStore connections;
  private final ProviderStore providers;
  private final RecordRewrap records;
  private final KeyTerm term;
  private final long total;

  private final Deque<Connection> page = new ArrayDeque<>();
  private final Set<ConnectionId> busy = new LinkedHashSet<>();
  private @Nullable ConnectionId reached;
  private boolean lastPage;
  private boolean begun;
  private boolean proving;

  /** Whether this proof has found each record under the term. */
  private boolean proven;

  private long passed;
  private long rewrapped;
  private long unreadable;

  RewrapPass(
      ConnectionStore connections, ProviderStore providers, RecordRewrap records, KeyTerm term) {
    this.connections = connections;
    this.providers = providers;
    this.records = records;
    this.term = term;
    this.total =
        connections.counts().values().stream().mapToLong(Long::longValue).sum()
            + providers.list().size();
  }

  KeyTerm term() {
    return term;
  }

  long total() {
    return total;
  }

  long done() {
    return proving ? total : Math.max(0, Math.min(total, passed - busy.size()));
  }

  long rewrapped() {
    return rewrapped;
  }

  /** Records that decrypt under no term that there is. */
  long unreadable() {
    return unreadable;
  }

  /** How many somebody was at, when they were looked at last. */
  int busy() {
    return busy.size();
  }

  /** Whether only such are left as somebody is at. */
  boolean waits() {
    return lastPage && page.isEmpty() && !busy.isEmpty();
  }

  /**
   * A few records more.
   *
   * @param rewraps how many are encrypted anew at the most
   * @return whether all is proven
   */
  boolean round(int rewraps) {
    try {
      return someMore(rewraps);
    } catch (RuntimeException | Error e) {
      // Whatever it was at has been taken from the page, and was not proven.
      proven = false;
      throw e;
    }
  }

  private boolean someMore(int rewraps) {
    if (waits()) {
      comeBack(rewraps);
      return false;
    }
    int looks = rewraps * (proving ? PROOFS_FOR_A_REWRAP : LOOKS_FOR_A_REWRAP);
    begin();
    int left = rewraps;
    while (left > 0 && looks > 0) {
      Connection row = next();
      if (row == null) {
        return end();
      }
      left -= look(row) ? 1 : 0;
      looks--;
    }
    return false;
  }

  private void comeBack(int rewraps) {
    long end = rewrapped + rewraps;
    for (ConnectionId id : busy.stream().limit(MOST_RETRIES).toList()) {
      if (rewrapped < end) {
        busy.remove(id);
        count(records.rewrap(id, term), id);
      }
    }
  }

  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    proven = true;
    unreadable = 0;
    for (Provider provider : providers.list()) {
      boolean done = RecordRewrap.isUnder(term, provider);
      if (!done || proving) {
        count(done ? records.prove(provider) : records.rewrap(provider), null);
      }
      passed++;
    }
  }

  /** Whether something was written, or tried to be. */
  private boolean look(Connection row) {
    passed++;
    if (!RecordRewrap.isUnder(term, row)) {
      count(records.rewrap(row.id(), term), row.id());
      return true;
    }
    if (proving) {
      count(records.prove(row), row.id());
    }
    return false;
  }

  private void count(Outcome outcome, @Nullable ConnectionId id) {
    switch (outcome) {
      case DONE -> {}
      case REWRAPPED -> {
        rewrapped++;
        proven = false;
      }
      case BUSY -> {
        proven = false;
        if (id != null) {
          busy.add(id);
        }
      }
      case UNREADABLE -> unreadable++;
    }
  }

  /** Null after the last row. */
  private @Nullable Connection next() {
    if (page.isEmpty() && !lastPage) {
      page.addAll(connections.list(ConnectionQuery.all(PAGE).startingAfter(reached)));
      lastPage = page.size() < PAGE;
    }
    Connection row = page.poll();
    if (row != null) {
      reached = row.id();
    }
    return row;
  }

  private boolean end() {
    if (!busy.isEmpty()) {
      return false;
    }
    if (proving && proven) {
      return true;
    }
    proving = true;
    begun = false;
    lastPage = false;
    reached = null;
    return false;
  }
}

package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.GrantKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Siblings of one grant key take turns: providers punish them as one, and whether one may be
 * presented on purpose depends on how the others are. Taken under a connection's lock and never the
 * other way round. Thread-safe; memory grows with the turns in use only.
 */
final class GrantTurns {
  private final ConcurrentHashMap<GrantKey, Turn> turns = new ConcurrentHashMap<>();

  /** Reference-counted, so that the map holds only what is in use. */
  private static final class Turn {
    private final ReentrantLock lock = new ReentrantLock(true);
    private int members;
  }

  /** Does the work alone among those with this key; at once where nobody knows whose it is. */
  <R> R inTurn(GrantKey key, Supplier<R> work) {
    if (key.subject().isEmpty()) {
      return work.get();
    }
    Turn turn = turns.compute(key, (_, present) -> joined(present == null ? new Turn() : present));
    turn.lock.lock();
    try {
      return work.get();
    } finally {
      turn.lock.unlock();
      turns.computeIfPresent(key, (_, present) -> left(present) ? null : present);
    }
  }

  int inUse() {
    return turns.size();
  }

  private static Turn joined(Turn turn) {
    turn.members++;
    return turn;
  }

  private static boolean left(Turn turn) {
    turn.members--;
    return turn.members == 0;
  }
}

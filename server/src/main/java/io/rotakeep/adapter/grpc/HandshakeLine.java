package io.rotakeep.adapter.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is left to compute in handshakes. One of each peer is computed in turn, so that nobody waits
 * behind all that another peer has begun. Bounded in all and for one peer. Thread-safe.
 */
final class HandshakeLine {
  private final int inAll;
  private final int perPeer;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of their turns; who has nothing that waits is not there. */
  @GuardedBy("lock")
  private final Map<String, Queue<Runnable>> byPeer = new LinkedHashMap<>();

  @GuardedBy("lock")
  private int waiting;

  /** Whether there is room for one more. */
  enum Room {
    ENOUGH,
    FULL,
    FULL_FOR_PEER
  }

  HandshakeLine(int inAll) {
    this.inAll = inAll;
    this.perPeer = Math.max(1, inAll / 2);
  }

  int inAll() {
    return inAll;
  }

  int perPeer() {
    return perPeer;
  }

  /** Comes last of its peer, if there is room. */
  Room add(String peer, Runnable task) {
    lock.lock();
    try {
      Queue<Runnable> own = byPeer.get(peer);
      if (own != null && own.size() >= perPeer) {
        return Room.FULL_FOR_PEER;
      }
      if (waiting >= inAll) {
        return Room.FULL;
      }
      waiting++;
      byPeer.computeIfAbsent(peer, _ -> new ArrayDeque<>()).add(task);
      return Room.ENOUGH;
    } finally {
      lock.unlock();
    }
  }

  /** Takes one of the peer whose turn it is; null if nothing waits. */
  @Nullable Runnable next() {
    lock.lock();
    try {
      if (byPeer.isEmpty()) {
        return null;
      }
      Map.Entry<String, Queue<Runnable>> first = byPeer.entrySet().iterator().next();
      Queue<Runnable> own = first.getValue();
      String peer = first.getKey();
      byPeer.remove(peer);
      Runnable task = own.remove();
      if (!own.isEmpty()) {
        byPeer.put(peer, own);
      }
      waiting--;
      return task;
    } finally {
      lock.unlock();
    }
  }
}

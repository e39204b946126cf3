package io.rotakeep.core.quota;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts different ids up to a limit, by 64 bits of each: below 100,000 ids two are taken for one
 * about once in four billion windows. Two threads that bring the same new id at the same moment may
 * count it twice, where a table becomes full. Takes 16 to 27 bytes an id beyond the first hundred.
 * Thread-safe; adding takes no lock and allocates when a table is full only.
 */
final class DistinctIds {
  private static final int FIRST = 256;
  private static final int LEVELS = 6;

  private final int limit;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicReferenceArray<@Nullable Level> levels = new AtomicReferenceArray<>(LEVELS);

  DistinctIds(int limit) {
    this.limit = limit;
  }

  int count() {
    return count.get();
  }

  /**
   * @return whether the id is counted; false if it is new and the limit is reached
   */
  boolean add(String id) {
    long hash = hash(id);
    for (int i = 0; i < LEVELS; i++) {
      switch (level(i).add(hash, count, limit)) {
        case COUNTED -> {
          return true;
        }
        case BEYOND -> {
          return false;
        }
        case FULL -> {}
      }
    }
    return false;
  }

  private Level level(int index) {
    Level found = levels.get(index);
    if (found != null) {
      return found;
    }
    Level made = new Level(FIRST << (2 * index));
    Level first = levels.compareAndExchange(index, null, made);
    return first == null ? made : first;
  }

  /** FNV-1a, then mixed so that the low bits, which choose the slot, depend on all. */
  private static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return hash == 0 ? 1 : hash;
  }

  private enum Added {
    COUNTED,
    BEYOND,
    FULL
  }

  /** An open table that is never more than half full; 0 is an empty slot. */
  private static final class Level {
    private final AtomicLongArray slots;
    private final AtomicInteger used = new AtomicInteger();

    Level(int size) {
      this.slots = new AtomicLongArray(size);
    }

    Added add(long hash, AtomicInteger count, int limit) {
      int mask = slots.length() - 1;
      int at = (int) hash & mask;
      while (true) {
        long there = slots.get(at);
        if (there == hash) {
          return Added.COUNTED;
        }
        if (there != 0) {
          at = (at + 1) & mask;
          continue;
        }
        if (!reserve(used, slots.length() / 2)) {
          return Added.FULL;
        }
        if (!reserve(count, limit)) {
          used.decrementAndGet();
          return Added.BEYOND;
        }
        if (slots.compareAndSet(at, 0, hash)) {
          return Added.COUNTED;
        }
        // Somebody was faster here, perhaps with the same id: look again.
        count.decrementAndGet();
        used.decrementAndGet();
      }
    }

    private static boolean reserve(AtomicInteger number, int most) {
      while (true) {
        int now = number.get();
        if (now >= most) {
          return false;
        }
        if (number.compareAndSet(now, now + 1)) {
          return true;
        }
      }
    }
  }
}

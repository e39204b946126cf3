package io.rotakeep.adapter.file;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Encoders to borrow, without a lock and without waiting: whoever finds none takes a new one. The
 * search starts at a place of the thread's own, so that event loops seldom meet.
 */
final class AuditLines {
  private final AtomicReferenceArray<AuditLine> free;

  AuditLines(int stripes) {
    free = new AtomicReferenceArray<>(stripes);
  }

  AuditLine borrow() {
    int first = stripe();
    for (int i = 0; i < free.length(); i++) {
      int at = (first + i) % free.length();
      AuditLine line = free.get(at) == null ? null : free.getAndSet(at, null);
      if (line != null) {
        return line;
      }
    }
    return new AuditLine();
  }

  void giveBack(AuditLine line) {
    free.compareAndSet(stripe(), null, line);
  }

  private int stripe() {
    return (int) (Thread.currentThread().threadId() % free.length());
  }
}

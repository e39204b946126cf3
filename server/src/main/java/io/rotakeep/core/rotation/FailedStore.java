package io.rotakeep.core.rotation;

import java.util.function.Consumer;

/**
 * A database that may have failed while it was in use. From then on it does nothing any more: what
 * it said last may never have reached the disk. Thread-safe.
 */
public interface FailedStore extends DurablePart {
  /** Whether it refuses everything until it is opened anew. */
  boolean hasFailed();

  /**
   * Opens it anew. Nobody but the repair can use it before the repair has returned; if that throws,
   * or it cannot be opened yet, it stays as it was.
   */
  void reopen(Consumer<StoreRepair> repair);
}

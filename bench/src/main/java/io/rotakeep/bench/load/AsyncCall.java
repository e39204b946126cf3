package io.rotakeep.bench.load;

import org.jspecify.annotations.Nullable;

/** A call that is made again and again and waits for nothing. */
public interface AsyncCall {
  /** Starts one; {@code done} is told of its end, on any thread, exactly once. */
  void start(Completion done);

  /** Hears how a call ended. */
  interface Completion {
    /**
     * @param failure null if it was answered
     */
    void ended(@Nullable Throwable failure);
  }
}

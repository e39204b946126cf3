package io.rotakeep.cli.connection;

import java.util.Iterator;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source that may be slow, such as a pipe, on a thread of its own: whoever waits for the
 * next element can do something else meanwhile. For one taker; {@link #end} may come from any
 * thread.
 *
 * @param <T> the elements
 */
final class ReadAhead<T> implements AutoCloseable {
  private final Iterator<T> source;
  private final BlockingDeque<Arrival<T>> arrivals = new LinkedBlockingDeque<>();
  private final Semaphore room;
  private final Thread reader;
  private boolean ended;

  /**
   * @param most how many are read ahead
   */
  ReadAhead(Iterator<T> source, int most) {
    this.source = source;
    this.room = new Semaphore(most);
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /** What the source brought. */
  private sealed interface Arrival<T> {
    record Element<T>(T value) implements Arrival<T> {}

    record Failure<T>(RuntimeException why) implements Arrival<T> {}

    record End<T>() implements Arrival<T> {}
  }

  /** Whether {@link #poll} and {@link #take} have come to the end, or to a failure. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Does not wait.
   *
   * @return null if there is none yet, or at the end
   * @throws RuntimeException what the source has thrown, after the elements before it
   */
  @Nullable T poll() {
    return ended ? null : taken(arrivals.poll());
  }

  /**
   * Waits.
   *
   * @return null at the end
   * @throws RuntimeException as {@link #poll}
   */
  @Nullable T take() throws InterruptedException {
    return ended ? null : taken(arrivals.take());
  }

  /** What was read and not taken is left. Wakes the taker. */
  void end() {
    arrivals.addFirst(new Arrival.End<>());
  }

  /** A read that is under way may stay so, and keeps no process. */
  @Override
  public void close() {
    reader.interrupt();
  }

  private void read() {
    try {
      room.acquire();
      while (source.hasNext()) {
        arrivals.add(new Arrival.Element<>(source.next()));
        room.acquire();
      }
    } catch (RuntimeException e) {
      arrivals.add(new Arrival.Failure<>(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Nobody takes any more.
    } finally {
      arrivals.add(new Arrival.End<>());
    }
  }

  private @Nullable T taken(@Nullable Arrival<T> arrival) {
    return switch (arrival) {
      case null -> null;
      case Arrival.Element<T>(T value) -> {
        room.release();
        yield value;
      }
      case Arrival.Failure<T>(RuntimeException why) -> {
        ended = true;
        throw why;
      }
      case Arrival.End<T>() -> {
        ended = true;
        yield null;
      }
    };
  }
}

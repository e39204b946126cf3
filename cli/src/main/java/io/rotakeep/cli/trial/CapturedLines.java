package io.rotakeep.cli.trial;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process says on one stream, kept in a file; the first lines also in memory, to wait for
 * one of them. Thread-safe.
 */
final class CapturedLines {
  private static final int KEPT = 50_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  private CapturedLines(BufferedReader stream, Path file) {
    this.reader = Thread.ofVirtual().unstarted(() -> readAll(stream, file));
  }

  /** Appends to the file until the stream ends. */
  static CapturedLines of(BufferedReader stream, Path file) {
    var captured = new CapturedLines(stream, file);
    captured.reader.start();
    return captured;
  }

  List<String> lines() {
    lock.lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the stream has ended and all of it has been read. */
  void awaitEnd(Duration limit) throws InterruptedException {
    reader.join(limit);
  }

  /** The first line in which the pattern is found; empty if none comes in time or at all. */
  Optional<MatchResult> await(Pattern pattern, Duration limit) throws InterruptedException {
    long nanos = limit.toNanos();
    int looked = 0;
    lock.lock();
    try {
      while (true) {
        for (; looked < lines.size(); looked++) {
          Matcher matcher = pattern.matcher(lines.get(looked));
          if (matcher.find()) {
            return Optional.of(matcher.toMatchResult());
          }
        }
        if (ended || nanos <= 0) {
          return Optional.empty();
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private void readAll(BufferedReader stream, Path file) {
    try (stream;
        Writer copy =
            Files.newBufferedWriter(
                file,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
      for (String line = stream.readLine(); line != null; line = stream.readLine()) {
        copy.write(line);
        copy.write('\n');
        add(line);
      }
    } catch (IOException e) {
      add("the output of the process cannot be read any more: " + e.getMessage());
    } finally {
      end();
    }
  }

  private void add(String line) {
    lock.lock();
    try {
      if (lines.size() < KEPT) {
        lines.add(line);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

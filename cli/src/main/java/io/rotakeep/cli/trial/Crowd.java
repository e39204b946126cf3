package io.rotakeep.cli.trial;

import io.rotakeep.client.AccessToken;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.RotakeepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Many callers who ask for one connection's access token at the same moment. */
public final class Crowd {
  private final RotakeepClient client;
  private final int callers;

  /** One caller's answer: a token, or why there is none. */
  private sealed interface Answer {
    record Served(AccessToken token, Duration after) implements Answer {}

    record Refused(RotakeepException why) implements Answer {}
  }

  /**
   * What the callers got.
   *
   * @param slowest the longest wait of one that got a token
   */
  public record Answers(
      List<AccessToken> tokens, List<RotakeepException> refusals, Duration slowest) {
    private static final Comparator<AccessToken> BY_GENERATION =
        Comparator.comparingLong(AccessToken::generation);

    public Answers {
      tokens = List.copyOf(tokens);
      refusals = List.copyOf(refusals);
    }

    /**
     * Whether each token they got came only when the one before it had ended, beginning with {@code
     * before}. A machine may be so slow that one ends while they are being answered. Half of the
     * life is left to clocks and to the daemon's caution about ends.
     */
    public boolean eachAfterTheEndOf(AccessToken before, Duration life) {
      AccessToken last = before;
      for (AccessToken token : tokens.stream().sorted(BY_GENERATION).toList()) {
        boolean successor = !token.tokenId().equals(last.tokenId());
        if (successor && token.expiry().isBefore(last.expiry().plus(life.dividedBy(2)))) {
          return false;
        }
        last = token;
      }
      return true;
    }

    /**
     * @throws java.util.NoSuchElementException if nobody got a token
     */
    public AccessToken newest() {
      return tokens.stream().max(BY_GENERATION).orElseThrow();
    }

    public Set<String> distinctTokens() {
      return tokens.stream().map(AccessToken::tokenId).collect(Collectors.toSet());
    }
  }

  public Crowd(RotakeepClient client, int callers) {
    this.client = client;
    this.callers = callers;
  }

  /** Lets all ask at once and waits for every answer. */
  public Answers ask(String connection) throws InterruptedException {
    return ask(connection, new CountDownLatch(0));
  }

  /** The same; counts {@code answered} down with each answer as it comes. */
  public Answers ask(String connection, CountDownLatch answered) throws InterruptedException {
    var start = new CountDownLatch(1);
    var asked = new ArrayList<Future<Answer>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        asked.add(
            threads.submit(
                () -> {
                  start.await();
                  try {
                    return askOnce(connection);
                  } finally {
                    answered.countDown();
                  }
                }));
      }
      start.countDown();
    }
    return sorted(asked);
  }

  private Answer askOnce(String connection) {
    long began = System.nanoTime();
    try {
      AccessToken token = client.accessToken(connection);
      return new Answer.Served(token, Duration.ofNanos(System.nanoTime() - began));
    } catch (RotakeepException e) {
      return new Answer.Refused(e);
    }
  }

  private static Answers sorted(List<Future<Answer>> asked) throws InterruptedException {
    var tokens = new ArrayList<AccessToken>();
    var refusals = new ArrayList<RotakeepException>();
    Duration slowest = Duration.ZERO;
    for (Future<Answer> future : asked) {
      switch (result(future)) {
        case Answer.Served(AccessToken token, Duration after) -> {
          tokens.add(token);
          slowest = slowest.compareTo(after) < 0 ? after : slowest;
        }
        case Answer.Refused(RotakeepException why) -> refusals.add(why);
      }
    }
    return new Answers(tokens, refusals, slowest);
  }

  private static Answer result(Future<Answer> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a caller failed", e.getCause());
    }
  }
}

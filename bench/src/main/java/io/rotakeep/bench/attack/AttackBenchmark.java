package io.rotakeep.bench.attack;

import io.grpc.ManagedChannel;
import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.PacedLoop;
import io.rotakeep.bench.load.Spread;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.TokenCalls;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.bench.trial.Wire;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Hits of a good client over mutual TLS, alone and while others attack the same listener. The
 * attacker is a process of its own, begun by the words of the property {@code rotakeep.attacker}:
 * elsewhere it would not run on the daemon's machine, and what it takes from the daemon there is
 * not ours to show.
 */
public final class AttackBenchmark {
  private static final int PER_SECOND = 200;

  /** As much as compiles what a hit runs through: what is measured next to it is not that. */
  private static final int PER_SECOND_WARMING = 2000;

  /** Until the daemon has seen the end of all that the attacker left. */
  private static final Duration AFTERMATH = Duration.ofSeconds(3);

  /** Until the attacker has its classes: elsewhere that would take nothing from the daemon. */
  private static final Duration BEGINNING = Duration.ofSeconds(2);

  private static final String APART = System.getProperty("rotakeep.attacker", "nice -n 19");

  private static final int MOST_WARMINGS = 6;
  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  private AttackBenchmark() {}

  private record Round(double alone, double attacked) {
    double ratio() {
      return attacked / alone;
    }
  }

  /** Takes the seconds of each measurement, the rounds, and attacks by their words: none is all. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Duration length = Duration.ofSeconds(Long.parseLong(args[0]));
    int rounds = Integer.parseInt(args[1]);
    Set<String> wanted = Set.copyOf(Arrays.asList(args).subList(2, args.length));
    try (ClientLoop loop = new ClientLoop(1);
        TrialDaemon daemon = TrialDaemon.start(Wire.MUTUAL_TLS, loop)) {
      List<String> ids = daemon.adopt(TrialDaemon.PREFIX, 16);
      ManagedChannel channel = daemon.open();
      TokenCalls calls = TokenCalls.inTurn(channel, ids);
      // The first question of each spends its refresh token, which is no hit.
      var _ = new PacedLoop(calls, 4).run(ids.size());
      var _ = new PacedLoop(calls, PER_SECOND_WARMING).run(length.multipliedBy(3));
      PacedLoop hits = new PacedLoop(calls, PER_SECOND);
      for (Attack attack : Attack.values()) {
        if (wanted.isEmpty() || wanted.contains(attack.word())) {
          tell(attack, rounds(attack, rounds, daemon, hits, length));
        }
      }
      channel.shutdownNow();
    }
  }

  private static List<Round> rounds(
      Attack attack, int many, TrialDaemon daemon, PacedLoop hits, Duration length)
      throws IOException, InterruptedException {
    warmUp(attack, daemon, hits, length);
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      var _ = hits.run(AFTERMATH);
      Figures alone = hits.run(length);
      rounds.add(new Round(alone.p99(), attacked(attack, daemon, hits, length).p99()));
    }
    return rounds;
  }

  /** A daemon has run for days: until nothing is compiled that only an attack runs through. */
  private static void warmUp(Attack attack, TrialDaemon daemon, PacedLoop hits, Duration length)
      throws IOException, InterruptedException {
    long compiling = Long.MAX_VALUE;
    for (int i = 0; i < MOST_WARMINGS && compiling > length.toMillis() / 50; i++) {
      long before = COMPILERS.getTotalCompilationTime();
      var _ = attacked(attack, daemon, hits, length);
      compiling = COMPILERS.getTotalCompilationTime() - before;
    }
  }

  private static Figures attacked(
      Attack attack, TrialDaemon daemon, PacedLoop hits, Duration length)
      throws IOException, InterruptedException {
    try (AttackProcess _ = AttackProcess.start(attack, daemon)) {
      var _ = hits.run(BEGINNING);
      return hits.run(length);
    }
  }

  private static void tell(Attack attack, List<Round> rounds) {
    Spread alone = Spread.of(rounds, Round::alone);
    Spread attacked = Spread.of(rounds, Round::attacked);
    Spread ratio = Spread.of(rounds, Round::ratio);
    System.out.printf(
        "%s: a good client's p99 alone %s ms, meanwhile %s ms, ratio %s%n",
        attack.word(), text(alone), text(attacked), text(ratio));
  }

  private static String text(Spread spread) {
    return "%.2f (%.2f-%.2f)".formatted(spread.median(), spread.low(), spread.high());
  }

  /** The attacker, until it is closed. */
  private record AttackProcess(Process process) implements AutoCloseable {
    static AttackProcess start(Attack attack, TrialDaemon daemon) throws IOException {
      List<String> command = new ArrayList<>(List.of(APART.split(" ")));
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              "-XX:TieredStopAtLevel=1",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              System.getProperty("java.class.path"),
              Attacker.class.getName(),
              attack.name(),
              daemon.address().replaceAll(".*:", ""),
              daemon.certificates().toString()));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String word = process.inputReader().readLine();
      if (!"under way".equals(word)) {
        throw new IOException("the attacker did not come so far");
      }
      return new AttackProcess(process);
    }

    @Override
    public void close() {
      var _ = process.destroyForcibly().onExit().join();
    }
  }
}

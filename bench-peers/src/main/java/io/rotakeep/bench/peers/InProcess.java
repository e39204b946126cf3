package io.rotakeep.bench.peers;

import io.rotakeep.bench.load.BlockingLoop;
import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.Spread;
import io.rotakeep.bench.report.Numbers;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.report.Table;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * What a thread of an application waits for a token that lives, each in the way its makers mean it:
 * Spring's manager reads its table, our client has what the daemon's stream brought.
 */
final class InProcess {
  private static final int THREADS = 2;
  private static final int ROUNDS = 5;

  private final List<Figures> ours = new ArrayList<>();
  private final List<Figures> springs = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();

  void measure(
      String daemon,
      SpringClients clients,
      List<String> ids,
      Duration length,
      Consumer<String> progress) {
    try (RotakeepClient client =
        RotakeepClient.builder().address(daemon).watch(Watch.connections(ids)).build()) {
      BlockingLoop.Turn own = _ -> client.accessToken(any(ids));
      BlockingLoop.Turn spring = _ -> clients.token(any(ids));
      BlockingLoop workers = BlockingLoop.onPlatformThreads(THREADS);
      progress.accept("in process: warming up");
      var _ = workers.run(length.dividedBy(4), own);
      var _ = workers.run(length.dividedBy(4), spring);
      for (int round = 1; round <= ROUNDS; round++) {
        progress.accept("in process: round " + round + " of " + ROUNDS);
        Figures theirs = workers.run(length.dividedBy(2L * ROUNDS), spring);
        Figures mine = workers.run(length.dividedBy(2L * ROUNDS), own);
        springs.add(theirs);
        ours.add(mine);
        ratios.add(mine.perSecond() / theirs.perSecond());
      }
    }
  }

  private static String any(List<String> ids) {
    return ids.get(ThreadLocalRandom.current().nextInt(ids.size()));
  }

  void into(Report report) {
    Table table =
        new Table(
            "A token that lives, in the application's process, " + THREADS + " threads",
            "",
            "calls/s",
            "of Spring's",
            "p50 ms",
            "p99 ms");
    row(table, "Spring's manager, JDBC on an H2 file", springs, "");
    row(table, "rotakeep's client, watching", ours, Numbers.ratio(Spread.of(ratios)));
    report.add(table);
    report.add("in_process_ratio", Spread.of(ratios).median());
  }

  private static void row(Table table, String name, List<Figures> rounds, String ratio) {
    table.row(
        name,
        Numbers.whole(Spread.of(rounds, Figures::perSecond)),
        ratio,
        Numbers.exact(Spread.of(rounds, Figures::p50).median()),
        Numbers.exact(Spread.of(rounds, Figures::p99).median()));
  }
}

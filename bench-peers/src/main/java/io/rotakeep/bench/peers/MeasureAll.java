package io.rotakeep.bench.peers;

import io.rotakeep.bench.Bench;
import io.rotakeep.bench.report.Report;
import io.rotakeep.bench.scale.ScaleBenchmark;
import io.rotakeep.bench.scale.ScaledStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All figures of {@code docs/performance.md} in one run. Each part is written as soon as it is
 * measured, so that a run that is cut short leaves what it had.
 */
public final class MeasureAll {
  private static final int SMALL = 100;

  private MeasureAll() {}

  /** Takes the seconds of each measurement, the large store's size, and a directory to work in. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Duration length = Duration.ofSeconds(Integer.parseInt(args[0]));
    int large = Integer.parseInt(args[1]);
    Path directory = Files.createDirectories(Path.of(args[2]));
    keep(directory, "own", Bench.own(length, MeasureAll::tell));
    Report spring = new Report();
    SpringBenchmark.run(directory.resolve("spring"), length, MeasureAll::tell).into(spring);
    keep(directory, "spring", spring);
    Path stores = directory.resolve("stores");
    ScaledStore small = ScaledStore.in(stores, SMALL, _ -> {});
    ScaledStore big = ScaledStore.in(stores, large, done -> tellSometimes(done, large));
    Report scale = new Report();
    ScaleBenchmark.run(small, big, List.of(), length, MeasureAll::tell).into(scale);
    keep(directory, "scale", scale);
  }

  private static void keep(Path directory, String name, Report report) throws IOException {
    Files.writeString(directory.resolve(name + ".md"), report.toMarkdown());
    Files.writeString(directory.resolve(name + ".json"), report.toJson());
    System.out.println(report.toMarkdown());
  }

  private static void tellSometimes(int done, int all) {
    if (done % 50_000 == 0) {
      tell("filling: " + done + " of " + all);
    }
  }

  private static void tell(String what) {
    System.err.println("measuring " + what);
  }
}

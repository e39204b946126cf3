package io.rotakeep.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Performs the steps and adds up. */
final class Demo {
  private final Narration narration;
  private final List<Figure> figures = new ArrayList<>();
  private int claims;
  private int failed;

  Demo(Narration narration) {
    this.narration = narration;
  }

  /** Whether all went through and every claim holds. */
  boolean run() throws IOException {
    long began = System.nanoTime();
    narration.title(
        "Rotakeep keeps OAuth refresh tokens and spends each exactly once. Every line is checked.");
    try (var stage = new Stage()) {
      var cleanUp = Thread.ofPlatform().name("clean up").unstarted(stage::close);
      Runtime.getRuntime().addShutdownHook(cleanUp);
      perform(
          stage,
          List.of(
              new StartServers(),
              new Enrol(),
              new ManyCallers(),
              new KillAndRecover(),
              new Theft(),
              new SearchEverything()));
      if (failed > 0) {
        stage.keepDirectory();
        narration.note("What the daemon wrote is kept in " + stage.directory() + ".");
      } else {
        narration.table(figures);
      }
    }
    narration.verdict(claims, failed, Duration.ofNanos(System.nanoTime() - began));
    return failed == 0;
  }

  private void perform(Stage stage, List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      narration.heading(i + 1, steps.get(i).title());
      switch (result(steps.get(i), stage)) {
        case StepResult.Done(List<Claim> checked, List<Figure> measured) -> {
          checked.forEach(this::tell);
          figures.addAll(measured);
        }
        case StepResult.Stopped(String why) -> {
          claims++;
          failed++;
          narration.stopped(why);
          return;
        }
      }
    }
  }

  private static StepResult result(Step step, Stage stage) {
    try {
      return step.perform(stage);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new StepResult.Stopped("interrupted");
    } catch (Exception e) {
      return new StepResult.Stopped(e.toString());
    }
  }

  private void tell(Claim claim) {
    claims++;
    failed += claim.holds() ? 0 : 1;
    narration.claim(claim);
  }
}

package io.rotakeep.cli.demo;

import java.util.List;

/** How a step ended. */
sealed interface StepResult {
  /** It went through; whether its claims hold is for each to say. */
  record Done(List<Claim> claims, List<Figure> figures) implements StepResult {
    public Done {
      claims = List.copyOf(claims);
      figures = List.copyOf(figures);
    }
  }

  /** It could not be finished, so that what follows would mean nothing. */
  record Stopped(String why) implements StepResult {}

  static StepResult done(List<Claim> claims, Figure... figures) {
    return new Done(claims, List.of(figures));
  }
}

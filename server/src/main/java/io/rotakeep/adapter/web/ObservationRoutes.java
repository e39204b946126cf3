package io.rotakeep.adapter.web;

import org.jspecify.annotations.Nullable;

/** Metrics and health, for machines. */
final class ObservationRoutes {
  private static final String EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";
  private static final int LONGEST_REASON = 200;
  private static final System.Logger LOG = System.getLogger(ObservationRoutes.class.getName());

  private final Observation observation;

  ObservationRoutes(Observation observation) {
    this.observation = observation;
  }

  /** Null if the path is none of ours. */
  @Nullable Answer answer(Visit visit) {
    boolean ours =
        switch (visit.path()) {
          case "/metrics", "/healthz", "/readyz" -> true;
          default -> false;
        };
    if (!ours) {
      return null;
    }
    if (!visit.method().equals("GET") && !visit.method().equals("HEAD")) {
      return Answer.notAllowed("GET, HEAD");
    }
    try {
      return switch (visit.path()) {
        case "/metrics" -> Answer.of(EXPOSITION, observation.scrape().get());
        case "/readyz" -> told(observation.readiness().get());
        default -> Answer.text(200, "alive");
      };
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "no answer for " + visit.path(), e);
      return Answer.text(500, "failed; the log says why");
    }
  }

  private static Answer told(Readiness readiness) {
    return switch (readiness) {
      case Readiness.Ready _ -> Answer.text(200, "ready");
      case Readiness.NotReady(String reason) -> Answer.text(503, oneLine(reason));
    };
  }

  private static String oneLine(String reason) {
    String line = reason.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON);
  }
}

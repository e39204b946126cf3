package io.rotakeep.core.notice;

import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.Severity;
import java.time.Instant;
import java.util.Locale;

/**
 * Something that people are told. Holds no secret, and nothing that a provider or a person said.
 */
public sealed interface Notice {
  /** The same however often it is sent, so that a receiver knows it again. */
  String id();

  /** When what it tells of came about. */
  Instant time();

  /** What it is, for programs. */
  String type();

  /** About one incident. */
  sealed interface OfIncident extends Notice {
    Incident incident();

    @Override
    default Instant time() {
      return incident().updated();
    }

    @Override
    default String id() {
      return incident().id() + "-" + word();
    }

    @Override
    default String type() {
      return switch (this) {
        case Opened _ -> "incident.opened";
        case Raised _ -> "incident.raised";
        case Acknowledged _ -> "incident.acknowledged";
        case Resolved _ -> "incident.resolved";
      };
    }

    private String word() {
      return switch (this) {
        case Opened _ -> "opened";
        // It may be raised again, and that is another notice.
        case Raised raised ->
            "raised-" + raised.incident().severity().name().toLowerCase(Locale.ROOT);
        case Acknowledged _ -> "acknowledged";
        case Resolved _ -> "resolved";
      };
    }
  }

  record Opened(Incident incident) implements OfIncident {
    @Override
    public Instant time() {
      return incident.opened();
    }
  }

  /** It is more urgent than the receiver was told. */
  record Raised(Incident incident, Severity before) implements OfIncident {}

  /** Somebody has taken it on. */
  record Acknowledged(Incident incident) implements OfIncident {}

  record Resolved(Incident incident) implements OfIncident {}

  /** Shows that a receiver can be reached. */
  record Trial(String id, Instant time) implements Notice {
    @Override
    public String type() {
      return "test";
    }
  }
}

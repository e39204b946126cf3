package io.rotakeep.core.notice;

import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an incident stood when a receiver was last told of it, or was given up for it. */
public record Told(Severity severity, Progress.State state) {

  public static Told of(Incident incident) {
    return new Told(incident.severity(), incident.progress().state());
  }

  /**
   * What a receiver lacks. One notice brings it up to date, whatever it missed in between.
   *
   * @param told null if it knows nothing of the incident
   */
  static Optional<Notice> lacking(@Nullable Told told, Incident incident) {
    if (told == null) {
      return Optional.of(
          incident.isResolved() ? new Notice.Resolved(incident) : new Notice.Opened(incident));
    }
    if (told.state == Progress.State.RESOLVED) {
      return Optional.empty();
    }
    if (incident.isResolved()) {
      return Optional.of(new Notice.Resolved(incident));
    }
    if (told.severity.compareTo(incident.severity()) < 0) {
      return Optional.of(new Notice.Raised(incident, told.severity));
    }
    return told.state == incident.progress().state()
        ? Optional.empty()
        : Optional.of(new Notice.Acknowledged(incident));
  }
}

package io.rotakeep.core.notice;

import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Severity;
import java.util.Set;

/**
 * Whom to tell, and of what.
 *
 * @param name what marks, metrics and logs call it
 * @param host where it is, for people
 */
public record Receiver(String name, String host, Wanted wanted, NoticeChannel channel) {

  /**
   * Which incidents a receiver is told of.
   *
   * @param kinds all, if it names none
   */
  public record Wanted(Severity least, Set<IncidentKind> kinds) {
    public static final Wanted ALL = new Wanted(Severity.LOW, Set.of());

    public Wanted {
      kinds = Set.copyOf(kinds);
    }

    boolean includes(Incident incident) {
      return incident.severity().compareTo(least) >= 0
          && (kinds.isEmpty() || kinds.contains(incident.kind()));
    }
  }

  @Override
  public String toString() {
    return name + " (" + host + ")";
  }
}

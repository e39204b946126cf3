package io.rotakeep.core.notice;

import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Progress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What people read. Only words of ours, and ids: what a person, a caller or a provider said of an
 * incident may hold what must not leave, so it stays where {@link #nextStep} leads.
 */
public final class NoticeWords {
  /** Where it is told what incidents are and what people do about them. */
  public static final String DOCS = "docs/incidents.md";

  private NoticeWords() {}

  /** One line. */
  public static String subject(Notice notice) {
    return switch (notice) {
      case Notice.Trial _ -> "test: notices come through";
      case Notice.OfIncident about ->
          about.incident().severity() + ": " + what(about) + " (" + about.incident().id() + ")";
    };
  }

  /** What to type, or empty if there is nothing to do. */
  public static String nextStep(Notice notice) {
    return switch (notice) {
      case Notice.Trial _, Notice.Resolved _ -> "";
      case Notice.Opened(var incident) -> "rotakeep incident show " + incident.id();
      case Notice.Raised(var incident, _) -> "rotakeep incident show " + incident.id();
      case Notice.Acknowledged(var incident) -> "rotakeep incident show " + incident.id();
    };
  }

  private static String what(Notice.OfIncident about) {
    String kind = sentence(about.incident().kind());
    return switch (about) {
      case Notice.Opened _ -> kind;
      case Notice.Raised raised -> "more urgent than " + raised.before() + ": " + kind;
      case Notice.Acknowledged _ -> "acknowledged: " + kind;
      case Notice.Resolved resolved ->
          "resolved as " + word(resolved.incident().progress().resolution()) + ": " + kind;
    };
  }

  private static String word(Progress.@Nullable Resolution resolution) {
    return resolution == null ? "unknown" : resolution.name().toLowerCase(Locale.ROOT);
  }

  private static String sentence(IncidentKind kind) {
    return switch (kind) {
      case REJECTED_UNEXPLAINED -> "a refresh token was refused and nothing of ours explains it";
      case RETIRED_TOKEN_PRESENTED -> "a refresh token turned up where it should not be";
      case CONCURRENT_USE -> "somebody else used a refresh token at the same time";
      case MASS_REJECTION -> "many connections of one provider were refused within minutes";
      case STALE_STORE -> "the store may be a restored or cloned copy, and sends nothing";
      case CALLER_ANOMALY -> "a caller asked for other things than it does normally";
      case AUDIT_TAMPERED -> "the audit trail was cut, changed or replaced";
      case OPERATOR -> "somebody reported an incident";
    };
  }
}

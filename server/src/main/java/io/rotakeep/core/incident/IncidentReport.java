package io.rotakeep.core.incident;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The text for a provider's security contact: what, when in UTC, whose, which client and addresses,
 * under which request ids. Nothing in it is a secret. A person reads it and sends it; nothing here
 * does.
 *
 * @param recipient empty if the provider's description names none
 * @param detected from when the duty to report counts
 */
public record IncidentReport(String recipient, String subject, String text, Instant detected) {
  private static final int MOST_CONNECTIONS = 100;

  /**
   * @param provider null if the incident is about several, or it is gone
   * @param egress our addresses, as far as they were declared
   */
  public static IncidentReport of(
      Incident incident,
      @Nullable Provider provider,
      List<Connection> connections,
      List<String> egress,
      Instant now) {
    StringBuilder text = new StringBuilder(2000);
    opening(text, incident, now);
    client(text, provider, egress);
    accounts(text, incident, connections);
    evidence(text, incident);
    actions(text, incident);
    text.append("\nWe ask you to\n")
        .append("  1. tell us which addresses used tokens of this client for these accounts,\n")
        .append("  2. revoke what was issued for them and is not in our hands,\n")
        .append("  3. keep the logs of the request ids above.\n");
    String contact = provider == null ? null : provider.disclosure().securityContact();
    return new IncidentReport(
        contact == null ? "" : contact,
        "Suspected compromise of OAuth tokens, "
            + incident.id()
            + ", since "
            + utc(incident.opened()),
        text.toString(),
        incident.opened());
  }

  private static void opening(StringBuilder text, Incident incident, Instant now) {
    text.append("We report a suspected compromise of OAuth tokens.\n\n");
    line(text, "Incident", incident.id().value());
    line(text, "What", incident.story().summary());
    line(text, "First seen", utc(incident.opened()));
    line(
        text,
        "Written",
        utc(now) + ", " + Duration.between(incident.opened(), now).toMinutes() + " minutes later");
    line(
        text,
        "Our judgement",
        "a compromise is "
            + incident.likelihood()
            + " (score "
            + incident.story().score()
            + ": from 60 on probable, from 30 on possible)");
  }

  private static void client(StringBuilder text, @Nullable Provider provider, List<String> egress) {
    text.append("\nThe client\n");
    if (provider == null) {
      line(text, "  Client id", "several; see the accounts");
    } else {
      line(text, "  Issuer", provider.issuer().toString());
      line(text, "  Client id", provider.client().id());
    }
    line(
        text,
        "  Our addresses",
        egress.isEmpty() ? "(to be filled in)" : String.join(", ", egress));
  }

  private static void accounts(
      StringBuilder text, Incident incident, List<Connection> connections) {
    text.append("\nAccounts concerned: ").append(incident.concerned().count()).append('\n');
    connections.stream().limit(MOST_CONNECTIONS).forEach(connection -> account(text, connection));
    long untold = incident.concerned().count() - Math.min(connections.size(), MOST_CONNECTIONS);
    if (untold > 0) {
      text.append("  and ").append(untold).append(" more, which we send on request\n");
    }
  }

  private static void account(StringBuilder text, Connection connection) {
    Grant grant = connection.grant();
    text.append("  - ").append(connection.id());
    if (grant != null) {
      text.append(": user ")
          .append(grant.key().subject().isEmpty() ? "not known" : grant.key().subject())
          .append(", client ")
          .append(grant.key().clientId())
          .append(", authorized ")
          .append(utc(grant.obtained()));
      // Such as Salesforce's id and instance_url, which name the organization.
      Map<String, String> named = new TreeMap<>(grant.attributes());
      named.forEach((key, value) -> text.append(", ").append(key).append(' ').append(value));
    }
    text.append(", newest generation ").append(connection.generation()).append('\n');
  }

  private static void evidence(StringBuilder text, Incident incident) {
    text.append("\nWhat was observed (UTC)\n");
    for (Evidence evidence : incident.story().evidence()) {
      text.append("  ").append(utc(evidence.time())).append("  ").append(evidence.detail());
      if (evidence.connection() != null) {
        text.append(" [").append(evidence.connection());
        if (evidence.generation().number() > 0) {
          text.append(", generation ").append(evidence.generation());
        }
        text.append(']');
      }
      if (!evidence.requestId().isEmpty()) {
        text.append(" your request id ").append(evidence.requestId());
      }
      text.append('\n');
    }
    if (incident.story().untold() > 0) {
      text.append("  and ").append(incident.story().untold()).append(" more of the kind\n");
    }
  }

  private static void actions(StringBuilder text, Incident incident) {
    text.append("\nWhat was done (UTC)\n");
    for (Step step : incident.story().timeline()) {
      text.append("  ")
          .append(utc(step.time()))
          .append("  ")
          .append(step.actor())
          .append(": ")
          .append(step.action())
          .append('\n');
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-18s %s\n", name + ":", value));
  }

  private static String utc(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

package io.rotakeep.core.incident;

import static io.rotakeep.core.incident.SampleIncidents.NOW;
import static io.rotakeep.core.incident.SampleIncidents.ONE;
import static io.rotakeep.core.incident.SampleIncidents.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.provider.Provider;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a provider's security contact is told. */
class IncidentReportTest {
  private static final Provider PROVIDER = Samples.provider("salesforce-prod", 1);

  @Test
  void beginsWithWhatWhenAndHowSure() {
    Incident incident =
        SampleIncidents.with(
            SampleIncidents.evidence(Evidence.Kind.NEWEST_TOKEN_REFUSED, ONE, NOW));

    IncidentReport report =
        IncidentReport.of(
            incident, PROVIDER, List.of(), List.of(), NOW.plus(Duration.ofMinutes(61)));

    assertThat(report.recipient()).isEqualTo("security@example.com");
    assertThat(report.subject())
        .isEqualTo(
            "Suspected compromise of OAuth tokens, "
                + incident.id()
                + ", since 2026-03-04T05:06:07Z");
    assertThat(report.detected()).isEqualTo(NOW);
    assertThat(report.text())
        .startsWith("We report a suspected compromise of OAuth tokens.\n\nIncident:")
        .contains(
            "Incident:          " + incident.id() + "\n",
            "What:              something happened\n",
            "First seen:        2026-03-04T05:06:07Z\n",
            "Written:           2026-03-04T06:07:07Z, 61 minutes later\n",
            "Our judgement:     a compromise is possible (score 40: ")
        .endsWith("  3. keep the logs of the request ids above.\n");
  }

  @Test
  void namesOurClientAndWhereItsRequestsCameFrom() {
    String declared = text(PROVIDER, List.of(), List.of("203.0.113.7", "203.0.113.8"));
    String undeclared = text(PROVIDER, List.of(), List.of());

    assertThat(declared)
        .contains(
            "\nThe client\n",
            "  Issuer:          https://login.example.com\n",
            "  Client id:       client\n",
            "  Our addresses:   203.0.113.7, 203.0.113.8\n");
    assertThat(undeclared).contains("  Our addresses:   (to be filled in)\n");
  }

  @Test
  void isForSeveralClientsWhereTheProvidersDiffer() {
    IncidentReport report =
        IncidentReport.of(SampleIncidents.with(), null, List.of(), List.of(), NOW);

    assertThat(report.recipient()).isEmpty();
    assertThat(report.text())
        .contains("  Client id:       several; see the accounts\n")
        .doesNotContain("Issuer");
  }

  @Test
  void tellsOfEachAccountWhatTheProviderKnowsItBy() {
    Connection named = Samples.active("acme/one");
    Connection pending = Connection.pending(TWO, PROVIDER.name(), null, Map.of(), NOW);

    String text = text(PROVIDER, List.of(named, pending), List.of());

    assertThat(text)
        .contains(
            "Accounts concerned: 1\n",
            "  - acme/one: user subject of acme/one, client client, authorized"
                + " 2026-03-04T05:06:07Z, id https://login.example.com/id/1, newest generation 1\n",
            "  - acme/two, newest generation 0\n")
        .doesNotContain("more, which we send on request");
  }

  @Test
  void saysThatItDoesNotKnowAUser() {
    Connection row = Samples.active("acme/one");
    Grant grant = Objects.requireNonNull(row.grant());
    Grant nobodys =
        new Grant(
            new GrantKey(grant.key().issuer(), grant.key().clientId(), ""),
            grant.tokenHost(),
            null,
            grant.scopes(),
            grant.refreshToken(),
            grant.fingerprint(),
            grant.obtained(),
            Map.of());

    String text = text(PROVIDER, List.of(row.withTokens(nobodys, null)), List.of());

    assertThat(text)
        .contains("  - acme/one: user not known, client client, ")
        .doesNotContain("more, which we send on request");
  }

  @Test
  void listsAHundredAccountsAndOffersTheRest() {
    List<Connection> many =
        IntStream.range(0, 101).mapToObj(i -> Samples.active("acme/c" + i)).toList();
    Incident sample = SampleIncidents.with();
    Incident incident =
        new Incident(
            sample.id(),
            sample.kind(),
            sample.severity(),
            sample.progress(),
            new Concerned(many.stream().map(Connection::id).toList(), 103, PROVIDER.name()),
            sample.opened(),
            sample.story(),
            1);

    String text = IncidentReport.of(incident, PROVIDER, many, List.of(), NOW).text();

    assertThat(text.lines().filter(line -> line.startsWith("  - "))).hasSize(100);
    assertThat(text)
        .contains("Accounts concerned: 103\n", "  and 3 more, which we send on request\n");
  }

  @Test
  void quotesTheProvidersOwnRequestIdsAndLeavesOutWhatIsNotThere() {
    Evidence whole =
        new Evidence(NOW, Evidence.Kind.REPORTED, "seen", ONE, new Generation(7), "req-9");
    Evidence withoutGeneration =
        new Evidence(NOW, Evidence.Kind.REPORTED, "told", ONE, Generation.NONE, "");
    Evidence ofNobody =
        new Evidence(NOW, Evidence.Kind.REPORTED, "heard", null, new Generation(7), "");

    String text =
        IncidentReport.of(
                SampleIncidents.with(whole, withoutGeneration, ofNobody),
                PROVIDER,
                List.of(),
                List.of(),
                NOW)
            .text();

    assertThat(text)
        .contains(
            "  2026-03-04T05:06:07Z  seen [acme/one, generation 7] your request id req-9\n",
            "  2026-03-04T05:06:07Z  told [acme/one]\n",
            "  2026-03-04T05:06:07Z  heard\n",
            "What was done (UTC)\n  2026-03-04T05:06:07Z  dev: opened\n")
        .doesNotContain("more of the kind");
  }

  @Test
  void saysHowMuchItLeavesOut() {
    Evidence seen = SampleIncidents.evidence(Evidence.Kind.REPORTED, ONE, NOW);
    Incident incident =
        SampleIncidents.with()
            .with(Collections.nCopies(102, seen), List.of(), new Step(NOW, "dev", "more"));

    String text = IncidentReport.of(incident, PROVIDER, List.of(), List.of(), NOW).text();

    assertThat(text).contains("  and 2 more of the kind\n", "dev: opened\n", "dev: more\n");
  }

  private static String text(
      Provider provider, List<Connection> connections, List<String> addresses) {
    return IncidentReport.of(SampleIncidents.with(), provider, connections, addresses, NOW).text();
  }
}

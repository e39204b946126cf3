package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentQuery;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.RecordingAudit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How alarms of the audit become incidents, where one of them cannot. */
final class AuditAlarmsTest {
  private static final Instant TOO_LATE = Instant.MAX;

  private final AuditAlarms alarms = new AuditAlarms();
  private final List<String> kept = new ArrayList<>();
  private final Chronicle store = new Chronicle();
  private final RecordingAudit audit = new RecordingAudit();
  private final Incidents incidents =
      new Incidents(store, audit, (_, _) -> {}, InstantSource.system());

  @Test
  void becomeOneEachThoughTheFirstCannot() {
    add("first", TOO_LATE);
    add("second", Instant.EPOCH);
    add("third", Instant.EPOCH);

    assertThatThrownBy(() -> alarms.raise(incidents)).isInstanceOf(ArithmeticException.class);

    assertThat(kept).containsExactly("second", "third");
    assertThat(incidents.unresolved()).hasSize(2);
  }

  @Test
  void areLeftForTheNextTimeWhereTheyCannot() {
    add("first", TOO_LATE);
    add("second", Instant.EPOCH);
    assertThatThrownBy(() -> alarms.raise(incidents)).isInstanceOf(ArithmeticException.class);
    store.hasRoom = true;

    alarms.raise(incidents);
    alarms.raise(incidents);

    assertThat(kept).containsExactly("second", "first");
    assertThat(incidents.unresolved()).hasSize(2);
  }

  /** Each try is a record of the audit. */
  @Test
  void areNotTriedOneAfterTheOtherWhereThereCanBeNoneForAny() {
    store.isFull = true;
    add("first", Instant.EPOCH);
    add("second", Instant.EPOCH);

    assertThatThrownBy(() -> alarms.raise(incidents))
        .isInstanceOf(JournalUnavailableException.class);

    assertThat(audit.records(AuditAction.INCIDENT_OPENED)).hasSize(1);
    store.isFull = false;
    alarms.raise(incidents);
    assertThat(kept).containsExactly("first", "second");
  }

  private void add(String newest, Instant time) {
    alarms.add(
        new AuditTampering(time, AuditTampering.Sign.CUT, "audit.jsonl", newest),
        () -> kept.add(newest));
  }

  /** Has no room for a time that is too late, as a database has none. */
  private static final class Chronicle implements IncidentStore {
    private final IncidentStore rows = new InMemoryStores().incidents();
    private boolean hasRoom;
    private boolean isFull;

    @Override
    public Optional<Incident> find(IncidentId id) {
      return rows.find(id);
    }

    @Override
    public boolean write(Incident incident) {
      if (isFull) {
        throw new JournalUnavailableException("full");
      }
      if (!hasRoom && incident.opened().equals(TOO_LATE)) {
        throw new ArithmeticException("long overflow");
      }
      return rows.write(incident);
    }

    @Override
    public List<Incident> list(IncidentQuery query) {
      return rows.list(query);
    }

    @Override
    public List<Incident> unresolved() {
      return rows.unresolved();
    }
  }
}

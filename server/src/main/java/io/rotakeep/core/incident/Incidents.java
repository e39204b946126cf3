package io.rotakeep.core.incident;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Opens incidents and keeps what becomes of them: durable before anybody is told. The same cause
 * never opens two, so recovery may find it again. Thread-safe; asking for a connection's incident
 * takes no lock.
 */
public final class Incidents {
  private static final System.Logger LOG = System.getLogger(Incidents.class.getName());

  private final IncidentStore store;
  private final IncidentTrail trail;
  private final IncidentObserver observer;
  private final InstantSource clock;
  private final IncidentFeed feed = new IncidentFeed();
  private final UnresolvedIncidents unresolved = new UnresolvedIncidents();
  private final ReentrantLock turn = new ReentrantLock();

  /** Reads the incidents that are not resolved. */
  public Incidents(
      IncidentStore store, AuditDevice audit, IncidentObserver observer, InstantSource clock) {
    this.store = store;
    this.trail = new IncidentTrail(audit, clock);
    this.observer = observer;
    this.clock = clock;
    store.unresolved().forEach(unresolved::put);
  }

  /** What came of what a person wanted. */
  public sealed interface Changed {
    record Done(Incident incident) implements Changed {}

    record NotFound() implements Changed {}

    /** It is resolved, and that is not taken back. */
    record ResolvedAlready() implements Changed {}
  }

  public IncidentFeed feed() {
    return feed;
  }

  public Optional<Incident> find(IncidentId id) {
    return store.find(id);
  }

  public List<Incident> list(IncidentQuery query) {
    return store.list(query);
  }

  /** When the newest incident of a kind was opened, resolved or not. */
  public Optional<Instant> newest(IncidentKind kind) {
    IncidentQuery query = new IncidentQuery(null, kind, null, null, null, null, null, null, 1);
    return store.list(query).stream().map(Incident::opened).findFirst();
  }

  /** Those that are not resolved, in no order. */
  public List<Incident> unresolved() {
    return unresolved.all();
  }

  /** The newest incident about this connection that is not resolved. */
  public Optional<IncidentId> unresolvedOf(ConnectionId id) {
    return unresolved.of(id);
  }

  /**
   * Opens an incident, or adds to one of the same kind about the same connection. What is known
   * already changes nothing.
   */
  public Incident suspect(Suspicion suspicion) {
    turn.lock();
    try {
      Optional<Incident> known =
          store
              .find(IncidentId.of(suspicion.cause()))
              .or(() -> standing(suspicion.kind(), suspicion.concerned()));
      return known.isPresent() ? added(known.get(), suspicion) : opened(suspicion, begun());
    } finally {
      turn.unlock();
    }
  }

  /** Adds to the mass rejection of that provider that people have not resolved, if there is one. */
  public void refreshedAgain(ProviderName provider, Evidence evidence) {
    turn.lock();
    try {
      standing(IncidentKind.MASS_REJECTION, Concerned.all(List.of(), provider))
          .map(found -> found.with(List.of(evidence), List.of(), step(begun(), evidence.detail())))
          .ifPresent(this::write);
    } finally {
      turn.unlock();
    }
  }

  /** Opens one on a person's word. */
  public Incident open(Suspicion told, Deed deed) {
    turn.lock();
    try {
      return opened(told, deed);
    } finally {
      turn.unlock();
    }
  }

  public Changed acknowledge(IncidentId id, Deed deed) {
    return change(
        id,
        deed,
        AuditAction.INCIDENT_ACKNOWLEDGED,
        incident -> incident.with(incident.progress().acknowledged(), step(deed, "acknowledged")));
  }

  public Changed resolve(IncidentId id, Progress.Resolution resolution, Deed deed) {
    return change(
        id,
        deed,
        AuditAction.INCIDENT_RESOLVED,
        incident ->
            incident.with(
                incident.progress().resolved(resolution),
                step(deed, "resolved as " + resolution.name().toLowerCase(Locale.ROOT))));
  }

  /** Notes that a report was written; what becomes of it is a person's business. */
  public void reported(Incident incident, Deed deed) {
    trail.tell(AuditAction.INCIDENT_REPORTED, incident, deed);
  }

  /** Adds what we did by ourselves; after it nothing of the kind is left to do. */
  void followUp(IncidentId id, List<Evidence> observed, String action) {
    turn.lock();
    try {
      store
          .find(id)
          .filter(found -> !found.progress().followedUp())
          .ifPresent(
              found -> {
                Step step = new Step(clock.instant(), Step.OURSELVES, action);
                Incident told = found.with(observed, List.of(), step);
                write(told.withProgress(told.progress().afterFollowUp()));
              });
    } finally {
      turn.unlock();
    }
  }

  private Changed change(
      IncidentId id, Deed deed, AuditAction action, UnaryOperator<Incident> how) {
    turn.lock();
    try {
      Optional<Incident> found = store.find(id);
      if (found.isEmpty()) {
        return new Changed.NotFound();
      }
      if (found.get().isResolved()) {
        return new Changed.ResolvedAlready();
      }
      trail.tell(action, found.get(), deed);
      return new Changed.Done(write(how.apply(found.get())));
    } finally {
      turn.unlock();
    }
  }

  private Optional<Incident> standing(IncidentKind kind, Concerned concerned) {
    if (kind == IncidentKind.MASS_REJECTION) {
      return unresolved.of(kind, concerned.provider()).flatMap(known -> store.find(known.id()));
    }
    return concerned.connections().stream()
        .limit(1)
        .flatMap(id -> unresolved.allOf(id).stream())
        .filter(incident -> incident.kind() == kind)
        .findFirst();
  }

  private Incident added(Incident known, Suspicion suspicion) {
    List<Evidence> news =
        suspicion.evidence().stream().filter(one -> !known.story().tells(one)).toList();
    if (news.isEmpty() && !known.isResolved() && !unresolved.holds(known.id())) {
      // The database took it and the journal did not: it is not durable yet, nor told to anybody.
      return write(known.again(clock.instant()));
    }
    if (news.isEmpty() || known.isResolved()) {
      return known;
    }
    Step step = new Step(clock.instant(), Step.OURSELVES, "found more: " + suspicion.summary());
    Incident told =
        known.with(news, suspicion.concerned().connections(), step).raisedTo(suspicion.severity());
    return write(told.withProgress(told.progress().goingOn(told.kind())));
  }

  private Incident opened(Suspicion suspicion, Deed deed) {
    Instant now = clock.instant();
    Incident incident =
        new Incident(
            IncidentId.of(suspicion.cause()),
            suspicion.kind(),
            suspicion.severity(),
            Progress.beginning(suspicion.kind()),
            suspicion.concerned(),
            suspicion.evidence().stream().map(Evidence::time).min(Instant::compareTo).orElse(now),
            Story.of(
                suspicion.summary(),
                suspicion.evidence(),
                new Step(now, deed.actor().isEmpty() ? Step.OURSELVES : deed.actor(), "opened")),
            1);
    LOG.log(
        System.Logger.Level.ERROR,
        "incident {0} ({1}, {2}): {3}",
        incident.id(),
        incident.kind(),
        incident.severity(),
        suspicion.summary());
    trail.tell(AuditAction.INCIDENT_OPENED, incident, deed);
    Incident written = write(incident);
    observer.opened(incident.kind(), incident.severity());
    return written;
  }

  private Incident write(Incident incident) {
    if (!store.write(incident)) {
      throw new StaleIncidentException(incident.id());
    }
    unresolved.put(incident);
    feed.changed(incident.id());
    return incident;
  }

  private static Deed begun() {
    return new Deed("", "", "");
  }

  private Step step(Deed deed, String action) {
    String said = deed.comment().isEmpty() ? action : action + ": " + deed.comment();
    return new Step(clock.instant(), deed.actor().isEmpty() ? Step.OURSELVES : deed.actor(), said);
  }
}

package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.HoldStore;
import io.rotakeep.core.connection.SignedHold;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentQuery;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The stores as everybody but a settlement sees them: a change that the database has is repeated in
 * the journal, durably, before its caller hears of it. Thread-safe as what it wraps.
 */
public final class StoredChanges {
  private StoredChanges() {}

  public static ConnectionStore connections(ConnectionStore store, RotationJournal journal) {
    return new Connections(store, journal);
  }

  public static HoldStore holds(HoldStore store, RotationJournal journal) {
    return new HeldConnections(store, journal);
  }

  public static IncidentStore incidents(IncidentStore store, RotationJournal journal) {
    return new KeptIncidents(store, journal);
  }

  public static ProviderStore providers(ProviderStore store, RotationJournal journal) {
    return new Providers(store, journal, new ReentrantLock());
  }

  /** What the database has and the journal refused is kept before anybody is told of it again. */
  private record Connections(ConnectionStore store, RotationJournal journal)
      implements ConnectionStore {
    @Override
    public Optional<Connection> find(ConnectionId id) {
      journal.keepAgain(id);
      return store.find(id);
    }

    @Override
    public boolean create(ConnectionLock lock, Connection connection) {
      journal.keepAgain(connection.id());
      return journal.together(
          () ->
              store.create(lock, connection)
                  && kept(connection.id(), new Change.ConnectionWritten(connection)));
    }

    @Override
    public boolean replace(ConnectionLock lock, Connection before, Connection after) {
      journal.keepAgain(after.id());
      return journal.together(
          () ->
              store.replace(lock, before, after)
                  && kept(after.id(), new Change.ConnectionWritten(after)));
    }

    @Override
    public boolean delete(ConnectionLock lock, Connection before, Tombstone tombstone) {
      journal.keepAgain(before.id());
      return journal.together(
          () ->
              store.delete(lock, before, tombstone)
                  && kept(before.id(), new Change.ConnectionDeleted(tombstone)));
    }

    @Override
    public List<Connection> list(ConnectionQuery query) {
      return store.list(query);
    }

    @Override
    public Map<ProviderState, Long> counts() {
      return store.counts();
    }

    private boolean kept(ConnectionId id, Change change) {
      journal.keepRow(id, change);
      return true;
    }
  }

  private record HeldConnections(HoldStore store, RotationJournal journal) implements HoldStore {
    @Override
    public Optional<SignedHold> find(ConnectionId id) {
      return store.find(id);
    }

    @Override
    public boolean write(SignedHold hold) {
      return journal.together(
          () -> {
            if (!store.write(hold)) {
              return false;
            }
            journal.keep(new Change.HoldWritten(hold));
            return true;
          });
    }

    @Override
    public List<SignedHold> standing() {
      return store.standing();
    }

    @Override
    public List<SignedHold> lifted() {
      return store.lifted();
    }

    @Override
    public List<ConnectionId> unconfirmed(int limit) {
      return store.unconfirmed(limit);
    }
  }

  private record KeptIncidents(IncidentStore store, RotationJournal journal)
      implements IncidentStore {
    @Override
    public Optional<Incident> find(IncidentId id) {
      return store.find(id);
    }

    @Override
    public boolean write(Incident incident) {
      return journal.together(
          () -> {
            if (!store.write(incident)) {
              return false;
            }
            journal.keep(new Change.IncidentWritten(incident));
            return true;
          });
    }

    @Override
    public List<Incident> list(IncidentQuery query) {
      return store.list(query);
    }

    @Override
    public List<Incident> unresolved() {
      return store.unresolved();
    }
  }

  /** One change at a time: the journal must have them in the order of the database. */
  private record Providers(ProviderStore store, RotationJournal journal, ReentrantLock turn)
      implements ProviderStore {
    @Override
    public Optional<Provider> find(ProviderName name) {
      return store.find(name);
    }

    @Override
    public List<Provider> list() {
      return store.list();
    }

    @Override
    public boolean write(Provider provider) {
      turn.lock();
      try {
        return journal.together(
            () -> store.write(provider) && kept(new Change.ProviderWritten(provider)));
      } finally {
        turn.unlock();
      }
    }

    @Override
    public boolean delete(ProviderName name) {
      turn.lock();
      try {
        return journal.together(
            () -> {
              Optional<Provider> found = store.find(name);
              return found.isPresent()
                  && store.delete(name)
                  && kept(new Change.ProviderDeleted(name, found.get().revision()));
            });
      } finally {
        turn.unlock();
      }
    }

    private boolean kept(Change change) {
      journal.keep(change);
      return true;
    }
  }
}

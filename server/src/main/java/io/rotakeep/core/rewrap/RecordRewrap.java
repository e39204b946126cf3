package io.rotakeep.core.rewrap;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.crypto.UnknownKeyTermException;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.RowAge;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings one record under the current key term, by compare-and-set and through the journal like any
 * other change: whatever interrupts it, the record is whole under the one term or the other.
 */
public final class RecordRewrap {
  private static final System.Logger LOG = System.getLogger(RecordRewrap.class.getName());

  private final ConnectionStore connections;
  private final ProviderStore providers;
  private final ConnectionLocks locks;
  private final RotationJournal journal;
  private final RowAge age;
  private final ConnectionSecrets secrets;
  private final ClientCredentialSource credentials;

  public RecordRewrap(
      ConnectionStore connections,
      ProviderStore providers,
      ConnectionLocks locks,
      RotationJournal journal,
      RowAge age,
      ConnectionSecrets secrets,
      ClientCredentialSource credentials) {
    this.connections = connections;
    this.providers = providers;
    this.locks = locks;
    this.journal = journal;
    this.age = age;
    this.secrets = secrets;
    this.credentials = credentials;
  }

  enum Outcome {
    /** It is under the term, was already, or is no more. */
    DONE,
    REWRAPPED,
    /** Somebody is at it, or its last refresh is not settled: it is come back to. */
    BUSY,
    /** It decrypts under no term that there is, or is older than it should be; the log says. */
    UNREADABLE
  }

  /** Looks at headers only. */
  static boolean isUnder(KeyTerm term, Connection connection) {
    Grant grant = connection.grant();
    Envelope refresh = grant == null ? null : grant.refreshToken();
    Envelope access = connection.accessToken() == null ? null : connection.accessToken().token();
    return (refresh == null || isUnder(term, refresh)) && (access == null || isUnder(term, access));
  }

  static boolean isUnder(KeyTerm term, Provider provider) {
    return provider.client().secrets().stream().allMatch(secret -> isUnder(term, secret));
  }

  /** Never waits for a refresh. */
  Outcome rewrap(ConnectionId id, KeyTerm term) {
    return locks
        .ifFree(id, lock -> readable(id.value(), () -> rewrap(lock, id, term)))
        .orElse(Outcome.BUSY);
  }

  Outcome rewrap(Provider provider) {
    return readable(
        provider.name().value(),
        () -> providers.write(credentials.rewrapped(provider)) ? Outcome.REWRAPPED : Outcome.BUSY);
  }

  /** Decrypts all of it and keeps nothing. */
  Outcome prove(Connection connection) {
    return readable(
        connection.id().value(),
        () -> {
          Grant grant = connection.grant();
          if (grant != null && grant.refreshToken() != null) {
            secrets.refreshToken(connection).close();
          }
          if (connection.accessToken() != null) {
            AccessToken token = secrets.accessToken(connection);
            token.token().close();
          }
          return Outcome.DONE;
        });
  }

  Outcome prove(Provider provider) {
    return readable(
        provider.name().value(),
        () -> {
          credentials.prove(provider);
          return Outcome.DONE;
        });
  }

  private Outcome rewrap(ConnectionLock lock, ConnectionId id, KeyTerm term) {
    if (journal.openAttempt(id).isPresent()) {
      return Outcome.BUSY;
    }
    Optional<Connection> found = connections.find(id);
    if (found.isEmpty() || isUnder(term, found.get())) {
      return Outcome.DONE;
    }
    Connection before = found.get();
    // Written once more, a row that was put back would pass for the newest.
    age.check(before);
    Connection after = secrets.rewrapped(before).nextRevision();
    return connections.replace(lock, before, after) ? Outcome.REWRAPPED : Outcome.BUSY;
  }

  private static Outcome readable(String name, Supplier<Outcome> act) {
    try {
      return act.get();
    } catch (IntegrityException | DamagedImageException | UnknownKeyTermException e) {
      LOG.log(
          System.Logger.Level.WARNING, "{0} stays under its key term: {1}", name, e.getMessage());
      return Outcome.UNREADABLE;
    }
  }

  private static boolean isUnder(KeyTerm term, Envelope envelope) {
    return envelope.term().filter(term::equals).isPresent();
  }
}

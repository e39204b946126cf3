package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.History;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.rotation.AdoptedTokens;
import io.rotakeep.core.rotation.StoredTokens;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the answer of a code exchange the connection's newest generation: the row first, then the
 * hold that stood on the old grant is lifted, then the access token is published. Doing it twice
 * with one answer comes to one generation.
 */
final class GrantAdoption {
  private final ConnectionStore connections;
  private final LineageStore lineage;
  private final ConnectionLocks locks;
  private final ConnectionSecrets secrets;
  private final AdoptedTokens adopted;
  private final EarlierAdoptions earlier;
  private final Holds holds;
  private final StoredTokens storedTokens;
  private final InstantSource clock;

  GrantAdoption(
      ConnectionStore connections,
      LineageStore lineage,
      ConnectionLocks locks,
      ConnectionSecrets secrets,
      EarlierAdoptions earlier,
      Holds holds,
      StoredTokens storedTokens,
      InstantSource clock) {
    this.connections = connections;
    this.lineage = lineage;
    this.locks = locks;
    this.secrets = secrets;
    this.adopted = new AdoptedTokens(secrets);
    this.earlier = earlier;
    this.holds = holds;
    this.storedTokens = storedTokens;
    this.clock = clock;
  }

  /**
   * @param before the row that was replaced, with its grant of old
   */
  record Adopted(Connection before, Connection after) {}

  /**
   * Ends an adoption that was interrupted after its row was written, whatever has come since; empty
   * if there was none.
   */
  Optional<Adopted> finish(
      PendingAuthorization pending, Provider provider, SecretBytes refreshToken) {
    return locks.whileHolding(
        pending.connection(),
        _ -> {
          // The subject is no part of a fingerprint.
          Grant grant = grant(pending, provider, refreshToken, "");
          return connections
              .find(pending.connection())
              .filter(
                  before -> EarlierAdoptions.isOf(pending, before) && earlier.have(before, grant))
              .map(before -> finishedEarlier(pending, before, grant));
        });
  }

  private Adopted finishedEarlier(PendingAuthorization pending, Connection before, Grant grant) {
    return EarlierAdoptions.isNewest(before, grant)
        ? finished(pending, before, before, clock.instant())
        : new Adopted(before, before);
  }

  Adopted adopt(
      PendingAuthorization pending,
      Provider provider,
      TokenAnswer.Granted answer,
      SecretBytes refreshToken,
      String subject,
      Instant asked) {
    return locks.whileHolding(
        pending.connection(),
        lock -> {
          Connection before = current(lock, pending, provider);
          Grant grant = grant(pending, provider, refreshToken, subject);
          Instant now = clock.instant();
          if (earlier.have(before, grant)) {
            // Whoever adopted it may have died before the rest was done.
            return finishedEarlier(pending, before, grant);
          }
          if (hasNewerGrant(before, asked)) {
            // Recovery may come after a later consent, whose token must not be lost to this one.
            return new Adopted(before, before);
          }
          Connection shape =
              before.withLabels(merged(before, pending)).countingFrom(lineage.newest(before));
          Connection after =
              // A life counts from before the question: the answer may have waited for the store.
              adopted.rotated(shape, grant, provider, answer, accessFault(answer), asked);
          Connection written =
              after
                  .withHistory(after.history().refreshedAt(asked, History.ENROLLED))
                  .nextRevision();
          if (!connections.replace(lock, before, written)) {
            throw new StaleRowException(pending.connection());
          }
          return finished(pending, before, written, now);
        });
  }

  /**
   * Whether something happened since the consent was asked for that outranks it: an operator or a
   * finding stopped the connection, the id now belongs to another provider, or the connection had
   * the token already and was deleted with it.
   */
  boolean isOvertaken(
      PendingAuthorization pending, Provider provider, SecretBytes refreshToken, Instant asked) {
    boolean stopped =
        holds
            .standing(pending.connection())
            .filter(hold -> !stoodBefore(pending, hold))
            .isPresent();
    return stopped
        || connections
            .find(pending.connection())
            .filter(found -> !found.provider().equals(pending.provider()))
            .isPresent()
        || (earlier.knows(provider, refreshToken) && isDeletedSince(pending.connection(), asked));
  }

  /** An id that was used again since has no tombstone, and began later than the question. */
  private boolean isDeletedSince(ConnectionId id, Instant asked) {
    Instant begun =
        connections
            .find(id)
            .map(found -> found.history().created())
            .or(() -> lineage.findTombstone(id).map(Tombstone::deleted))
            .orElse(Instant.MIN);
    return begun.isAfter(asked);
  }

  private static boolean hasNewerGrant(Connection connection, Instant asked) {
    Grant present = connection.grant();
    return present != null && present.refreshToken() != null && present.obtained().isAfter(asked);
  }

  private Adopted finished(
      PendingAuthorization pending, Connection before, Connection after, Instant now) {
    lift(pending, now);
    if (!before.labels().equals(after.labels())) {
      storedTokens.forget(after.id());
    }
    if (after.accessToken() != null && !after.accessToken().withheld()) {
      storedTokens.serve(after);
    }
    return new Adopted(before, after);
  }

  /** The row, made anew if it was deleted while the person consented. */
  private Connection current(ConnectionLock lock, PendingAuthorization pending, Provider provider) {
    return connections
        .find(pending.connection())
        .orElseGet(
            () -> {
              Tombstone last = lineage.findTombstone(pending.connection()).orElse(null);
              Connection row =
                  Connection.pending(
                      pending.connection(),
                      provider.name(),
                      last,
                      pending.wish().labels(),
                      clock.instant());
              connections.create(lock, row);
              return row;
            });
  }

  private Grant grant(
      PendingAuthorization pending, Provider provider, SecretBytes refreshToken, String subject) {
    GrantKey key = new GrantKey(provider.issuer(), provider.client().id(), subject);
    String loginHost = pending.wish().loginHost();
    return new Grant(
        key,
        provider.endpoints().at(loginHost).tokenHost(),
        loginHost,
        pending.wish().scopes(),
        null,
        secrets.fingerprint(key, refreshToken),
        clock.instant(),
        Map.of());
  }

  private void lift(PendingAuthorization pending, Instant now) {
    holds
        .standing(pending.connection())
        .filter(hold -> stoodBefore(pending, hold))
        .ifPresent(hold -> holds.lift(hold, now));
  }

  /** Consent lifts what stood when it was asked for. Rows keep milliseconds only. */
  private static boolean stoodBefore(PendingAuthorization pending, Hold hold) {
    Instant asked = pending.expires().minus(AuthorizationStart.LIFE);
    return !hold.since().truncatedTo(ChronoUnit.MILLIS).isAfter(asked);
  }

  private static Map<String, String> merged(Connection before, PendingAuthorization pending) {
    Map<String, String> labels = new HashMap<>(before.labels());
    labels.putAll(pending.wish().labels());
    return labels;
  }

  private static @Nullable String accessFault(TokenAnswer.Granted answer) {
    String type = answer.tokenType();
    return "bearer".equalsIgnoreCase(type) ? null : "the token type is not one that is understood";
  }
}

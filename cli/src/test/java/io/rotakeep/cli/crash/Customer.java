package io.rotakeep.cli.crash;

import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the owner of one connection was told by the daemons that came and went. Used by one thread
 * at a time; others may ask whether it is settled.
 */
final class Customer {
  final String id;
  final String subject;

  /** The newest generation that any answer named: nothing may fall behind it. */
  private long told;

  private final List<Consent> consents = new ArrayList<>();
  private final Set<Long> doubted = new HashSet<>();
  private volatile boolean inDoubt;
  private volatile boolean awaitingImport = true;
  private boolean wantsConsent = true;
  private Instant askNotBefore = Instant.MIN;

  Customer(int number) {
    id = "load/" + number;
    subject = "subject-" + number;
  }

  /** Whether it has no usable token and must be brought in (again) before it can be refreshed. */
  boolean awaitsImport() {
    return awaitingImport;
  }

  boolean isInDoubt() {
    return inDoubt;
  }

  boolean isSettled() {
    return !inDoubt && !awaitingImport;
  }

  /** A doubt is not settled while the access token lives. */
  boolean worthAsking(Instant now) {
    return !inDoubt || now.isAfter(askNotBefore);
  }

  void told(long generation) {
    told = Math.max(told, generation);
  }

  long told() {
    return told;
  }

  List<Consent> consents() {
    return consents;
  }

  /** The generations that a restarted daemon said it knew to be in doubt. */
  Set<Long> doubted() {
    return doubted;
  }

  /** The token to import; a second try after a kill uses the same, as an operator would. */
  Consent consent(Supplier<String> freshToken) {
    if (wantsConsent) {
      consents.add(new Consent(freshToken.get(), told));
      wantsConsent = false;
    }
    return consents.getLast();
  }

  void imported() {
    awaitingImport = false;
  }

  /** What a daemon says of the connection, after a restart or in an answer. */
  Finding found(Connection connection) {
    if (connection.getGeneration() < told) {
      return Finding.FORGOTTEN;
    }
    told(connection.getGeneration());
    boolean doubtedBefore = inDoubt;
    boolean explained = connection.getReason() == ConnectionReason.CONNECTION_REASON_LOST_RESPONSE;
    inDoubt = connection.getState() == ConnectionState.CONNECTION_STATE_IN_DOUBT;
    return switch (connection.getState()) {
      case CONNECTION_STATE_ACTIVE -> doubtedBefore ? Finding.RESOLVED : Finding.AS_IT_SHOULD_BE;
      case CONNECTION_STATE_IN_DOUBT -> {
        doubted.add(connection.getGeneration());
        askNotBefore = Instant.ofEpochSecond(connection.getExpireTime().getSeconds() + 1);
        Finding known = doubtedBefore ? Finding.AS_IT_SHOULD_BE : Finding.DOUBTED;
        yield explained ? known : Finding.UNCLASSIFIED;
      }
      case CONNECTION_STATE_REAUTHORIZATION_REQUIRED -> lost(doubtedBefore, explained);
      case CONNECTION_STATE_PENDING_AUTHORIZATION ->
          awaitingImport ? Finding.AS_IT_SHOULD_BE : Finding.UNCLASSIFIED;
      case CONNECTION_STATE_UNSPECIFIED,
          CONNECTION_STATE_QUARANTINED,
          CONNECTION_STATE_REVOKED,
          UNRECOGNIZED ->
          Finding.UNCLASSIFIED;
    };
  }

  private Finding lost(boolean doubtedBefore, boolean explained) {
    if (!explained || !(doubtedBefore || awaitingImport)) {
      return Finding.UNCLASSIFIED;
    }
    awaitingImport = true;
    wantsConsent |= doubtedBefore;
    return doubtedBefore ? Finding.LOST : Finding.AS_IT_SHOULD_BE;
  }

  /** What a look at the connection comes to. */
  enum Finding {
    AS_IT_SHOULD_BE,
    DOUBTED,
    RESOLVED,
    /** The answer of a refresh was lost with the process, and the daemon says so. */
    LOST,
    /** The daemon no longer knows what it had told. */
    FORGOTTEN,
    UNCLASSIFIED
  }
}

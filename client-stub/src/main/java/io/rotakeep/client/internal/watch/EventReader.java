package io.rotakeep.client.internal.watch;

import com.google.protobuf.Timestamp;
import io.rotakeep.client.AccessToken;
import io.rotakeep.v1.StateEvent;
import io.rotakeep.v1.SyncedEvent;
import io.rotakeep.v1.TokenEvent;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Brings the messages of one stream into the cache. One thread. */
final class EventReader {
  private final TokenCache cache;
  private final Clocks clocks;
  private final Delay delay;

  /** Connections told of before the first SYNCED. */
  private final Set<String> mentioned = new HashSet<>();

  private boolean synced;

  EventReader(TokenCache cache, Clocks clocks) {
    this.cache = cache;
    this.clocks = clocks;
    this.delay = new Delay(clocks);
  }

  /** Whether the cache knows all that the daemon does. */
  boolean isSynced() {
    return synced;
  }

  /**
   * @return false if the message is so old that it says nothing of now
   */
  boolean read(WatchAccessTokensResponse message) {
    Duration late = message.hasTime() ? delay.of(message.getTime()) : Duration.ZERO;
    switch (message.getEventCase()) {
      case TOKEN -> token(message.getToken(), sent(message).plus(late));
      case STATE -> state(message.getState());
      case SYNCED -> synced(message.getSynced());
      case EVENT_NOT_SET -> {
        // Something newer than this library.
      }
    }
    if (late.compareTo(TokenStream.SILENCE) > 0) {
      return false;
    }
    // Before the first SYNCED a revocation may still be on its way behind this message.
    if (synced) {
      cache.heard(late);
    }
    return true;
  }

  private void token(TokenEvent event, Instant daemonNow) {
    AccessToken token = AccessToken.of(event.getToken());
    cache.put(event.getConnection(), token, Duration.between(daemonNow, token.expiry()));
    mention(event.getConnection());
  }

  private void state(StateEvent event) {
    if (event.getDeleted() || !event.getServesCurrentToken() || neverServes(event)) {
      cache.drop(event.getConnection());
    }
    mention(event.getConnection());
  }

  private static boolean neverServes(StateEvent event) {
    return switch (event.getState()) {
      case CONNECTION_STATE_QUARANTINED,
          CONNECTION_STATE_REVOKED,
          CONNECTION_STATE_PENDING_AUTHORIZATION,
          CONNECTION_STATE_UNSPECIFIED,
          UNRECOGNIZED ->
          true;
      case CONNECTION_STATE_ACTIVE,
          CONNECTION_STATE_IN_DOUBT,
          CONNECTION_STATE_REAUTHORIZATION_REQUIRED ->
          false;
    };
  }

  private void synced(SyncedEvent event) {
    if (!synced && !event.getResumed()) {
      cache.keepOnly(mentioned);
    }
    mentioned.clear();
    synced = true;
  }

  private void mention(String connection) {
    if (!synced) {
      mentioned.add(connection);
    }
  }

  private Instant sent(WatchAccessTokensResponse message) {
    if (!message.hasTime()) {
      return Instant.ofEpochMilli(clocks.millis());
    }
    Timestamp time = message.getTime();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}

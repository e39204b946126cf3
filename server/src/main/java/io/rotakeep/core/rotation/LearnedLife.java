package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.connection.Validity;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks how long an access token lives when its answer did not say. The tokens are adopted before
 * that, with the provider's default life: a question about them never endangers them.
 */
final class LearnedLife {
  private static final System.Logger LOG = System.getLogger(LearnedLife.class.getName());

  private final ConnectionStore store;
  private final RotationJournal journal;
  private final ConnectionSecrets secrets;
  private final IntrospectionEndpoint endpoint;

  LearnedLife(
      ConnectionStore store,
      RotationJournal journal,
      ConnectionSecrets secrets,
      IntrospectionEndpoint endpoint) {
    this.store = store;
    this.journal = journal;
    this.secrets = secrets;
    this.endpoint = endpoint;
  }

  /** The settled row with the life that the server states, durably; the same row without one. */
  Connection learn(
      ConnectionLock lock,
      Connection settled,
      Provider provider,
      ClientCredentials client,
      TokenAnswer.Granted answer) {
    StoredAccessToken stored = settled.accessToken();
    URI address = address(settled, provider);
    if (stored == null || stored.withheld() || address == null || states(answer)) {
      return settled;
    }
    try (SecretBytes token = secrets.accessToken(settled).token()) {
      return switch (endpoint.introspect(address, client, token)) {
        case IntrospectionEndpoint.Introspection.Live(Instant expires, _)
            when expires != null && expires.isAfter(stored.validity().issued()) ->
            rewritten(lock, settled, stored.withValidity(until(expires, stored, provider)));
        case IntrospectionEndpoint.Introspection.Live _,
            IntrospectionEndpoint.Introspection.Dead _,
            IntrospectionEndpoint.Introspection.Unknown _ ->
            settled;
      };
    }
  }

  private static @Nullable URI address(Connection settled, Provider provider) {
    Grant grant = settled.grant();
    return grant == null || !provider.tokens().access().introspect()
        ? null
        : provider.endpoints().at(grant.loginHost()).introspection();
  }

  private static boolean states(TokenAnswer.Granted answer) {
    Long seconds = answer.expiresInSeconds();
    return seconds != null && seconds > 0;
  }

  private static Validity until(Instant expires, StoredAccessToken stored, Provider provider) {
    Instant issued = stored.validity().issued();
    Duration stated = Duration.between(issued, expires);
    Duration life =
        stated.compareTo(AdoptedTokens.LONGEST_LIFE) > 0 ? AdoptedTokens.LONGEST_LIFE : stated;
    return Validity.starting(issued, life, provider.tokens().access().refreshMargin());
  }

  /** If the better life cannot be kept, the default one that is kept stands. */
  private Connection rewritten(ConnectionLock lock, Connection settled, StoredAccessToken better) {
    Connection after = settled.withTokens(settled.grant(), better).nextRevision();
    try {
      return journal.together(
          () -> {
            if (!store.replace(lock, settled, after)) {
              return settled;
            }
            journal.keep(new Change.ConnectionWritten(after));
            return after;
          });
    } catch (StoreUnavailableException | JournalUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "connection " + settled.id() + " keeps its life", e);
      return settled;
    }
  }
}

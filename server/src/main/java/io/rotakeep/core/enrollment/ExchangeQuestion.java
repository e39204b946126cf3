package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.rotation.Attempt;
import io.rotakeep.core.rotation.JournalledQuestion;
import io.rotakeep.core.rotation.JournalledQuestion.OpenQuestion;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.core.verdict.ClientRefusal;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Shows a code to the token endpoint, as an attempt that the journal knows. A second attempt is
 * made in one case only: the server refused our client's secret before it looked at the code (RFC
 * 6749 §5.2), and there is another secret.
 */
final class ExchangeQuestion {
  private final ConnectionStore connections;
  private final JournalledQuestion questions;
  private final RotationJournal journal;
  private final ClientCredentialSource credentials;
  private final VerifierCipher verifiers;
  private final SecureRandom random;
  private final InstantSource clock;

  ExchangeQuestion(
      ConnectionStore connections,
      JournalledQuestion questions,
      RotationJournal journal,
      ClientCredentialSource credentials,
      VerifierCipher verifiers,
      SecureRandom random,
      InstantSource clock) {
    this.connections = connections;
    this.questions = questions;
    this.journal = journal;
    this.credentials = credentials;
    this.verifiers = verifiers;
    this.random = random;
    this.clock = clock;
  }

  /**
   * The attempt that is open now, and what came of it.
   *
   * @param again whether the other secret is worth an attempt
   */
  record Asked(Attempt attempt, Reply reply, boolean again) implements AutoCloseable {
    @Override
    public void close() {
      reply.close();
    }
  }

  Asked ask(PendingAuthorization row, Provider provider, SecretBytes code) {
    Asked first = askOnce(row, provider, code);
    if (!first.again()) {
      return first;
    }
    first.close();
    journal.close(first.attempt().id());
    return askOnce(row, provider, code);
  }

  private Asked askOnce(PendingAuthorization row, Provider provider, SecretBytes code) {
    Attempt attempt = attempt(row);
    URI address = provider.endpoints().at(row.wish().loginHost()).token();
    try (ClientCredentials client = credentials.of(provider)) {
      Reply reply =
          questions.ask(
              attempt, address, client, () -> new OpenExchange(row, provider, code, verifiers));
      return new Asked(attempt, reply, learn(provider, client, reply));
    }
  }

  private boolean learn(Provider provider, ClientCredentials client, Reply reply) {
    if (reply.grants()) {
      credentials.accepted(provider, client);
    }
    return ClientRefusal.isOfTheSecret(reply.observation(), reply.answer(), provider.tokens())
        && credentials.refused(provider, client);
  }

  private Attempt attempt(PendingAuthorization row) {
    Optional<Connection> connection = connections.find(row.connection());
    return new Attempt(
        new UUID(random.nextLong(), random.nextLong()),
        Attempt.Kind.EXCHANGE,
        row.connection(),
        connection.map(Connection::generation).orElse(Generation.NONE),
        connection.map(Connection::revision).orElse(0L),
        row.stateHash(),
        clock.instant());
  }

  private record OpenExchange(SecretBytes verifier, TokenQuestion question)
      implements OpenQuestion {
    OpenExchange(
        PendingAuthorization row, Provider provider, SecretBytes code, VerifierCipher verifiers) {
      this(verifiers.decrypt(row, provider), code, provider);
    }

    private OpenExchange(SecretBytes verifier, SecretBytes code, Provider provider) {
      this(
          verifier,
          new TokenQuestion.Exchange(code, provider.authorization().redirectUri(), verifier));
    }

    @Override
    public void close() {
      verifier.close();
    }
  }
}

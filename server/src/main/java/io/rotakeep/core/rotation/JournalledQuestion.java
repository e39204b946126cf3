package io.rotakeep.core.rotation;

import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.RecordAddress;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenAnswerReader;
import io.rotakeep.core.oauth.TokenEndpoint;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a token endpoint between two durable notes: intend before the first byte, keep before the
 * answer is read. Blocks; thread-safe.
 */
public final class JournalledQuestion {
  private final RotationJournal journal;
  private final TokenEndpoint endpoint;
  private final TokenAnswerReader reader;
  private final EnvelopeCipher cipher;
  private final UUID storeId;

  public JournalledQuestion(
      RotationJournal journal,
      TokenEndpoint endpoint,
      TokenAnswerReader reader,
      EnvelopeCipher cipher,
      UUID storeId) {
    this.journal = journal;
    this.endpoint = endpoint;
    this.reader = reader;
    this.cipher = cipher;
    this.storeId = storeId;
  }

  /**
   * Asks once. {@code question} is opened only when the intent is durable, and closed as soon as
   * the wire has shown what it had to show.
   *
   * @throws JournalUnavailableException before the intent is durable: nothing was sent
   */
  public Reply ask(
      Attempt attempt, URI address, ClientCredentials client, Supplier<OpenQuestion> question) {
    journal.intend(attempt);
    try (OpenQuestion opened = openOrClose(attempt, question)) {
      return keep(attempt, endpoint.ask(address, client, opened.question()), client.dialect());
    }
  }

  /** Reads a kept answer again, as recovery does. */
  public Reply reread(Attempt attempt, KeptResponse kept, Provider provider) {
    try (SecretBytes body = cipher.decrypt(kept.body().bytes(), place(attempt))) {
      Answered answered =
          new Answered(
              kept.status(),
              kept.retryAfter(),
              kept.contentType(),
              body,
              kept.complete(),
              kept.requestId());
      return new Reply(answered, reader.read(body, provider.tokens().dialect()));
    }
  }

  private OpenQuestion openOrClose(Attempt attempt, Supplier<OpenQuestion> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      // Nothing was sent: a token that does not decrypt must not leave its attempt in doubt.
      journal.close(attempt.id());
      throw e;
    }
  }

  private Reply keep(Attempt attempt, TokenObservation observation, Dialect dialect) {
    return switch (observation) {
      case TokenObservation.NotSent _, TokenObservation.Unanswered _ ->
          new Reply(observation, null);
      case Answered answered -> {
        try (SecretBytes body = answered.body()) {
          keep(attempt, answered, new Envelope(cipher.encrypt(body, place(attempt))));
          yield new Reply(answered, reader.read(body, dialect));
        }
      }
    };
  }

  private void keep(Attempt attempt, Answered answered, Envelope body) {
    journal.keepResponse(
        attempt.id(),
        new KeptResponse(
            answered.status(),
            answered.retryAfter(),
            answered.contentType(),
            answered.complete(),
            body,
            answered.requestId()));
  }

  private RecordAddress place(Attempt attempt) {
    return new RecordAddress(
        storeId,
        "journal",
        "response",
        attempt.id().toString(),
        attempt.connection().value(),
        "",
        attempt.generation().number(),
        attempt.kind().name());
  }

  /** A question whose plaintext lives until it is closed. */
  public interface OpenQuestion extends AutoCloseable {
    TokenQuestion question();

    @Override
    void close();
  }

  /**
   * What the wire showed and what the body says.
   *
   * @param observation an answer's body is closed already
   * @param answer null unless the observation is an answer
   */
  public record Reply(TokenObservation observation, @Nullable TokenAnswer answer)
      implements AutoCloseable {
    /** Whether tokens came, and with a success. */
    public boolean grants() {
      return answer instanceof TokenAnswer.Granted
          && observation instanceof TokenObservation.Answered answered
          && answered.status() >= 200
          && answered.status() < 300;
    }

    @Override
    public void close() {
      if (answer != null) {
        answer.close();
      }
    }
  }
}

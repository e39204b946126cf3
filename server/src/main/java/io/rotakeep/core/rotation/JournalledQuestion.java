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
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
  private final InstantSource clock;

  public JournalledQuestion(
      RotationJournal journal,
      TokenEndpoint endpoint,
      TokenAnswerReader reader,
      EnvelopeCipher cipher,
      UUID storeId,
      InstantSource clock) {
    this.journal = journal;
    this.endpoint = endpoint;
    this.reader = reader;
    this.cipher = cipher;
    this.storeId = storeId;
    this.clock = clock;
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
      TokenObservation seen = endpoint.ask(address, client, opened.question());
      return keep(attempt, seen, client.dialect(), clock.instant())
          .with(answer -> EchoGuard.free(answer, opened.question(), client));
    }
  }

  /** Reads a kept answer again, as recovery does. The first version did not note when it came. */
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
      return new Reply(
          answered,
          EchoGuard.free(reader.read(body, provider.tokens().dialect()), provider.tokens()),
          kept.time() == null ? attempt.time() : kept.time());
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

  private Reply keep(Attempt attempt, TokenObservation observation, Dialect dialect, Instant now) {
    return switch (observation) {
      case TokenObservation.NotSent _, TokenObservation.Withheld _, TokenObservation.Unanswered _ ->
          new Reply(observation, null, now);
      case Answered answered -> {
        try (SecretBytes body = answered.body()) {
          keep(attempt, answered, new Envelope(cipher.encrypt(body, place(attempt))), now);
          yield new Reply(answered, reader.read(body, dialect), now);
        }
      }
    };
  }

  private void keep(Attempt attempt, Answered answered, Envelope body, Instant now) {
    journal.keepResponse(
        attempt.id(),
        new KeptResponse(
            answered.status(),
            answered.retryAfter(),
            answered.contentType(),
            answered.complete(),
            body,
            answered.requestId(),
            now));
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
   * @param time when it came, or when nothing more was waited for
   */
  public record Reply(TokenObservation observation, @Nullable TokenAnswer answer, Instant time)
      implements AutoCloseable {
    private Reply with(UnaryOperator<TokenAnswer> change) {
      return answer == null ? this : new Reply(observation, change.apply(answer), time);
    }

    /** Whether the provider has to do with it. */
    boolean isPut() {
      return !(observation instanceof TokenObservation.Withheld);
    }

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

package io.rotakeep.core.enrollment;

import io.rotakeep.core.BugException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.enrollment.EnrollmentResult.Cause;
import io.rotakeep.core.enrollment.ExchangeQuestion.Asked;
import io.rotakeep.core.enrollment.GrantAdoption.Adopted;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.Attempt;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.JournalledQuestion;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.rotation.KeptResponse;
import io.rotakeep.core.rotation.Recovery.ExchangeRecovery;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges a code once (RFC 6749 §4.1.3), journalled like a refresh: a crash after the answer ends
 * in the connection, a crash before it in a new consent, never in a second exchange. So does a
 * store that is away when the answer comes. Thread-safe.
 */
public final class CodeExchange implements ExchangeRecovery {
  private final PendingAuthorizationStore pending;
  private final ConnectionStore connections;
  private final ProviderStore providers;
  private final JournalledQuestion questions;
  private final RotationJournal journal;
  private final ExchangeQuestion asking;
  private final VerifierCipher verifiers;
  private final Ending ending;
  private final LeftExchanges left;

  /** What follows an answer. */
  record Ending(
      GrantAdoption adoption,
      SubjectFinder subjects,
      StrayGrants strays,
      EnrollmentTrail trail,
      SecureRandom random) {}

  CodeExchange(
      PendingAuthorizationStore pending,
      ConnectionStore connections,
      ProviderStore providers,
      JournalledQuestion questions,
      RotationJournal journal,
      ClientCredentialSource credentials,
      VerifierCipher verifiers,
      Ending ending,
      InstantSource clock) {
    this.pending = pending;
    this.connections = connections;
    this.providers = providers;
    this.questions = questions;
    this.journal = journal;
    this.asking =
        new ExchangeQuestion(
            connections, questions, journal, credentials, verifiers, ending.random(), clock);
    this.verifiers = verifiers;
    this.ending = ending;
    this.left = new LeftExchanges(journal, this);
  }

  /** What exchanges of this process left open. */
  public LeftExchanges left() {
    return left;
  }

  EnrollmentResult exchange(PendingAuthorization row, Provider provider, SecretBytes code) {
    return left.during(
        row.stateHash(),
        () -> {
          try (Asked asked = asking.ask(row, provider, code)) {
            return conclude(asked.attempt(), row, provider, asked.reply());
          }
        });
  }

  @Override
  public void resolve(Attempt attempt, @Nullable KeptResponse response) {
    Optional<PendingAuthorization> row = pending.find(attempt.reference());
    Optional<Provider> provider = row.flatMap(found -> providers.find(found.provider()));
    if (row.isPresent() && row.get().phase() instanceof Phase.Confirming) {
      // The answer lies with the row, and the ticket for it may be out already.
      journal.close(attempt.id());
      return;
    }
    if (row.isPresent() && provider.isPresent() && response != null) {
      try (Reply reply = questions.reread(attempt, response, provider.get())) {
        told(row.get(), conclude(attempt, row.get(), provider.get(), reply));
      }
      return;
    }
    row.ifPresent(found -> pending.delete(found.stateHash()));
    journal.close(attempt.id());
    row.ifPresent(found -> told(found, refused(found, Cause.EXCHANGE_UNANSWERED, "")));
  }

  /** Whoever brought the code is gone, and what became of it is to be known all the same. */
  private void told(PendingAuthorization row, EnrollmentResult result) {
    var _ = ending.trail().told(row.connection().value(), result);
  }

  /** Adopts what waited for a confirmation. */
  EnrollmentResult confirm(PendingAuthorization row, Provider provider) {
    if (!(row.phase() instanceof Phase.Confirming(_, var answer))) {
      return new EnrollmentResult.Refused(Cause.STATE_UNKNOWN, "", null);
    }
    try (SecretBytes image = verifiers.decryptAnswer(row, provider, answer)) {
      WaitingAnswer waiting = image.read(WaitingAnswer::read);
      try (Reply reply = questions.reread(waiting.attempt(), waiting.response(), provider)) {
        EnrollmentResult result =
            reply.answer() instanceof TokenAnswer.Granted granted
                ? adopt(row, provider, granted, waiting.attempt().time())
                : new EnrollmentResult.Refused(Cause.EXCHANGE_UNANSWERED, "", null);
        pending.delete(row.stateHash());
        return result;
      }
    }
  }

  private EnrollmentResult conclude(
      Attempt attempt, PendingAuthorization row, Provider provider, Reply reply) {
    boolean confirms = provider.authorization().confirm() && reply.grants();
    EnrollmentResult result =
        confirms ? await(attempt, row, provider) : judged(attempt, row, provider, reply);
    if (!confirms) {
      pending.delete(row.stateHash());
    }
    end(attempt, result);
    return result;
  }

  /** The journal gets the row too: the database, which may have had it before, may lose it. */
  private void end(Attempt attempt, EnrollmentResult result) {
    if (result instanceof EnrollmentResult.Completed(Connection connection, _)) {
      journal.settle(attempt.id(), new Change.ConnectionWritten(connection));
    } else {
      journal.close(attempt.id());
    }
  }

  private EnrollmentResult judged(
      Attempt attempt, PendingAuthorization row, Provider provider, Reply reply) {
    return switch (reply.observation()) {
      case TokenObservation.NotSent _, TokenObservation.Withheld _ ->
          refused(row, Cause.PROVIDER_UNAVAILABLE, "");
      case TokenObservation.Unanswered _ -> refused(row, Cause.EXCHANGE_UNANSWERED, "");
      case TokenObservation.Answered _ ->
          switch (reply.answer()) {
            case TokenAnswer.Granted granted when reply.grants() ->
                adopt(row, provider, granted, attempt.time());
            case TokenAnswer.Refused(String error, _) ->
                refused(row, Cause.EXCHANGE_REFUSED, error);
            case TokenAnswer.Granted _ -> refused(row, Cause.EXCHANGE_UNANSWERED, "");
            case TokenAnswer.Unreadable _ -> refused(row, Cause.EXCHANGE_UNANSWERED, "");
            case null -> refused(row, Cause.EXCHANGE_UNANSWERED, "");
          };
    };
  }

  private EnrollmentResult adopt(
      PendingAuthorization row, Provider provider, TokenAnswer.Granted answer, Instant asked) {
    SecretBytes refreshToken = answer.refreshToken();
    if (refreshToken == null) {
      return refused(row, Cause.NO_REFRESH_TOKEN, "");
    }
    Optional<Adopted> earlier = ending.adoption().finish(row, provider, refreshToken);
    if (earlier.isPresent()) {
      return new EnrollmentResult.Completed(earlier.get().after(), row.wish().returnUrl());
    }
    if (ending.adoption().isOvertaken(row, provider, refreshToken, asked)) {
      return unwanted(row, provider, refreshToken, "", Cause.STATE_UNKNOWN);
    }
    String subject = ending.subjects().find(provider, row.wish().loginHost(), answer);
    if (!expected(row, subject)) {
      return unwanted(row, provider, refreshToken, subject, Cause.SUBJECT_MISMATCH);
    }
    Adopted adopted = ending.adoption().adopt(row, provider, answer, refreshToken, subject, asked);
    ending.strays().revokeReplaced(provider, adopted.before(), adopted.after());
    return new EnrollmentResult.Completed(adopted.after(), row.wish().returnUrl());
  }

  private EnrollmentResult unwanted(
      PendingAuthorization row,
      Provider provider,
      SecretBytes refreshToken,
      String subject,
      Cause cause) {
    ending.strays().revoke(provider, row.wish().loginHost(), refreshToken, subject);
    return refused(row, cause, "");
  }

  /** The one who was expected, and the one whom the connection is pinned to. */
  private boolean expected(PendingAuthorization row, String subject) {
    String expected = row.wish().expectedSubject();
    Grant pinned = connections.find(row.connection()).map(Connection::grant).orElse(null);
    boolean asPinned =
        pinned == null
            || pinned.key().subject().isEmpty()
            || pinned.key().subject().equals(subject);
    return asPinned && (expected == null || expected.equals(subject));
  }

  private EnrollmentResult await(Attempt attempt, PendingAuthorization row, Provider provider) {
    KeptResponse response =
        journal
            .response(attempt.id())
            .orElseThrow(() -> new BugException("an answer that was read has been kept"));
    String ticket = OneTimeSecret.create(ending.random());
    try (SecretBytes image = SecretBytes.owning(new WaitingAnswer(attempt, response).toImage())) {
      Phase confirming =
          new Phase.Confirming(
              OneTimeSecret.hash(ticket),
              verifiers.encryptAnswer(row.stateHash(), provider, image));
      if (!pending.advance(row, row.in(confirming))) {
        return refused(row, Cause.STATE_UNKNOWN, "");
      }
    }
    Connection connection =
        connections
            .find(row.connection())
            .orElseThrow(() -> new BugException("a pending authorization has a connection"));
    return new EnrollmentResult.ConfirmationDue(connection, ticket, row.wish().returnUrl());
  }

  private static EnrollmentResult refused(PendingAuthorization row, Cause cause, String detail) {
    return new EnrollmentResult.Refused(cause, detail, row.wish().returnUrl());
  }
}

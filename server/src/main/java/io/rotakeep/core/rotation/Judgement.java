package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.core.verdict.Circumstances;
import io.rotakeep.core.verdict.Circumstances.Excuses;
import io.rotakeep.core.verdict.RefreshJudge;
import io.rotakeep.core.verdict.RefreshVerdict;
import io.rotakeep.core.verdict.TokenKinship;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gathers what the row and the attempt say of a generation, and lays it before the judge. */
final class Judgement {
  private final ConnectionSecrets secrets;
  private final RefreshJudge judge = new RefreshJudge();
  private final LineageStore lineage;
  private final RecentRefreshes recent;
  private final Lessons lessons;
  private final SharedGrants grants;
  private final Incidents incidents;

  Judgement(
      ConnectionSecrets secrets,
      RotationEngine.Stores stores,
      Rotator.Reporting reporting,
      Lessons lessons) {
    this.secrets = secrets;
    this.lineage = stores.lineage();
    this.grants = new SharedGrants(stores.connections(), lineage, stores.holds());
    this.recent = reporting.recent();
    this.incidents = reporting.desk().incidents();
    this.lessons = lessons;
  }

  /**
   * Judges an answer, by the time it came. What excuses a refusal must have been there then: a
   * daemon that was down for weeks is no reason why a token was refused before.
   */
  RefreshVerdict judge(Settlement.Case ended, Reply reply) {
    return judge(ended, reply, kinship(ended, reply.answer()));
  }

  /** The verdict on tokens that nobody could look up, unless they turn out to be old ones. */
  RefreshVerdict judgeUnknown(Settlement.Case ended, Reply reply) {
    return judge(ended, reply, TokenKinship.NEW);
  }

  private RefreshVerdict judge(Settlement.Case ended, Reply reply, TokenKinship kinship) {
    return judge.judge(reply.observation(), reply.answer(), kinship, circumstances(ended, reply));
  }

  private Circumstances circumstances(Settlement.Case ended, Reply reply) {
    Connection before = ended.before();
    Attempt attempt = ended.attempt();
    int doubts = 0;
    Instant first = attempt.time();
    Instant used = before.lastUsed().orElse(ended.grant().obtained());
    if (before.state() instanceof ConnectionState.InDoubt doubt) {
      doubts = doubt.presentations();
      first = doubt.since();
    }
    return new Circumstances(
        ended.provider().tokens(),
        attempt.generation(),
        before.generation(),
        new Circumstances.Earlier(
            doubts,
            first,
            attempt.kind() == Attempt.Kind.DELIBERATE,
            latest(attempt, used),
            putOff(attempt)),
        // Looked up only where it can matter: most answers are no refusals.
        reply.answer() instanceof TokenAnswer.Refused ? excuses(ended, reply, used) : Excuses.NONE,
        used,
        ended.grant().obtained(),
        reply.time());
  }

  private Excuses excuses(Settlement.Case ended, Reply reply, Instant used) {
    return new Excuses(
        incidents.newest(IncidentKind.STALE_STORE).filter(used::isBefore).isPresent(),
        ended.provider().expectsRefusalsAt(reply.time()),
        lessons.refusedTogether(ended.provider().name(), ended.attempt().time()),
        grants.crowdedOut(ended.provider(), ended.grant(), used, reply.time()));
  }

  private int putOff(Attempt attempt) {
    return (int)
        recent.of(attempt.connection()).stream()
            .takeWhile(past -> !past.hasRefreshed())
            .filter(past -> past.generation().equals(attempt.generation()) && past.wasPutOff())
            .count();
  }

  /** Whether a token that is older than our memory was presented just before, nobody knows. */
  private @Nullable Instant latest(Attempt attempt, Instant used) {
    return recent.of(attempt.connection()).stream()
        .filter(past -> past.generation().equals(attempt.generation()) && past.reachedTheServer())
        .map(PastRefresh::ended)
        .findFirst()
        .orElse(used.isBefore(recent.since()) ? recent.since() : null);
  }

  /** Whether a grant was not adopted because it brought a token that had been replaced before. */
  boolean isOfARetiredToken(Settlement.Case ended, Reply reply, RefreshVerdict verdict) {
    // Looked up again only where it can have been so: most answers are adopted.
    return (verdict instanceof RefreshVerdict.Doubtful
            || verdict instanceof RefreshVerdict.Replayable)
        && reply.grants()
        && kinship(ended, reply.answer()) == TokenKinship.RETIRED;
  }

  /** Whether the row has gone on to another successor of the generation than this answer's. */
  boolean isSuperseded(Settlement.Case ended, Reply reply) {
    return reply.grants()
        && ended.before().generation().isAfter(ended.attempt().generation())
        && kinship(ended, reply.answer()) != TokenKinship.SAME;
  }

  /** How the token that an answer brought is related to those that were here before. */
  private TokenKinship kinship(Settlement.Case ended, @Nullable TokenAnswer answer) {
    SecretBytes token =
        switch (answer) {
          case TokenAnswer.Granted granted -> granted.refreshToken();
          case TokenAnswer.Unreadable unreadable -> unreadable.refreshToken();
          case TokenAnswer.Refused _ -> null;
          case null -> null;
        };
    if (token == null) {
      return TokenKinship.NEW;
    }
    Grant grant = ended.grant();
    Fingerprint fingerprint = secrets.fingerprint(grant.key(), token);
    if (fingerprint.equals(grant.fingerprint())) {
      return TokenKinship.SAME;
    }
    return retires(ended.provider().tokens().rotation())
            && lineage.findAncestor(fingerprint).filter(found -> isOlder(found, ended)).isPresent()
        ? TokenKinship.RETIRED
        : TokenKinship.NEW;
  }

  /** Whether a token that was replaced is of no use any more. */
  private static boolean retires(RotationClass rotation) {
    return switch (rotation) {
      case RotationClass.None _, RotationClass.Overlapping _ -> false;
      case RotationClass.Successor _,
          RotationClass.Window _,
          RotationClass.Count _,
          RotationClass.Strict _,
          RotationClass.Family _,
          RotationClass.Mixed _ ->
          true;
    };
  }

  private static boolean isOlder(LineageStore.Ancestor found, Settlement.Case ended) {
    // What this very answer brought may be there already: a crash came before it was settled.
    return !found.connection().equals(ended.before().id())
        || !found.generation().isAfter(ended.attempt().generation());
  }
}

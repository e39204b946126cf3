package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What becomes of a reply: judged, settled, learnt from, told, handed out. The answer is in the
 * journal, so its token is handed out also if the store is away; then the attempt stays open.
 */
final class Conclusion {
  private static final System.Logger LOG = System.getLogger(Conclusion.class.getName());

  private final Judgement judgement;
  private final Settlement settlement;
  private final Suspicions suspicions;
  private final Lessons lessons;
  private final RotationTrail trail;
  private final LearnedLife lives;

  Conclusion(
      Judgement judgement,
      Settlement settlement,
      Suspicions suspicions,
      Lessons lessons,
      RotationTrail trail,
      LearnedLife lives) {
    this.judgement = judgement;
    this.settlement = settlement;
    this.suspicions = suspicions;
    this.lessons = lessons;
    this.trail = trail;
    this.lives = lives;
  }

  /** Of a refresh that was asked just now. */
  Landing of(
      ConnectionLock lock,
      Settlement.Case spent,
      ClientCredentials client,
      Reply reply,
      Supplier<Duration> elapsed) {
    RefreshVerdict verdict;
    try {
      verdict = judgement.judge(spent, reply);
    } catch (StoreUnavailableException e) {
      return unjudged(spent, reply, e);
    }
    try {
      Settlement.Settled settled = settle(lock, spent, verdict, reply);
      boolean again = lessons.learn(spent, client, reply, verdict);
      trail.settled(spent, settled, verdict, reply, elapsed.get());
      suspicions.follow(lock.connection(), verdict);
      RotationOutcome outcome = outcome(lock, spent, client, reply, settled);
      if (!again) {
        lessons.remember(spent, outcome);
      }
      return new Landing(outcome, true, again);
    } catch (UnwrittenRowException e) {
      var _ = lessons.learn(spent, client, reply, verdict);
      return handedOut(settlement.serve(e.row()), e);
    }
  }

  /** What the store is needed for is whether the token was here before, as next to none was. */
  private Landing unjudged(Settlement.Case spent, Reply reply, StoreUnavailableException away) {
    if (reply.grants()
        && judgement.judgeUnknown(spent, reply) instanceof RefreshVerdict.Rotated rotated) {
      return handedOut(settlement.serveUnwritten(spent, rotated), away);
    }
    throw away;
  }

  /** The attempt stays open, so nothing is presented before its row is written. */
  private static Landing handedOut(RotationOutcome outcome, RuntimeException cause) {
    LOG.log(System.Logger.Level.WARNING, "the answer is kept, its token is handed out", cause);
    return Landing.asked(outcome);
  }

  private Settlement.Settled settle(
      ConnectionLock lock, Settlement.Case ended, RefreshVerdict verdict, Reply reply) {
    Wire wire = Wire.of(reply);
    if (judgement.isOfARetiredToken(ended, reply, verdict)) {
      suspicions.retiredTokenIssued(ended, wire);
    }
    return settlement.settle(lock, ended, verdict, wire);
  }

  private RotationOutcome outcome(
      ConnectionLock lock,
      Settlement.Case spent,
      ClientCredentials client,
      Reply reply,
      Settlement.Settled settled) {
    RefreshFailure failure = settled.failure();
    if (failure != null) {
      return new RotationOutcome.Failed(failure);
    }
    return settlement.serve(
        reply.answer() instanceof TokenAnswer.Granted granted
            ? lives.learn(lock, settled.connection(), spent.provider(), client, granted)
            : settled.connection());
  }

  /** Of an attempt that an earlier flight or process left open. */
  void ofRecovered(ConnectionLock lock, Settlement.Case ended, Reply reply) {
    RefreshVerdict verdict = judgement.judge(ended, reply);
    trail.recovered(ended, settle(lock, ended, verdict, reply), verdict, reply);
  }

  /**
   * Says so if the row came to a later generation by another answer than this one. Turns and locks
   * let that never happen: so somebody else writes to the database, or presents our tokens. Of the
   * two the row's is kept, which is what has been served since.
   */
  void tellIfSuperseded(Settlement.Case ended, Reply reply) {
    if (judgement.isSuperseded(ended, reply)) {
      trail.superseded(ended);
    }
  }
}

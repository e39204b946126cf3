package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.core.verdict.Circumstances;
import io.rotakeep.core.verdict.RefreshJudge;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Gathers what the row and the attempt say of a generation, and lays it before the judge. */
final class Evidence {
  private final ConnectionSecrets secrets;
  private final RefreshJudge judge = new RefreshJudge();
  private final RecentRefreshes recent;
  private final InstantSource clock;

  Evidence(ConnectionSecrets secrets, RecentRefreshes recent, InstantSource clock) {
    this.secrets = secrets;
    this.recent = recent;
    this.clock = clock;
  }

  RefreshVerdict judge(Settlement.Case ended, Reply reply) {
    return judge(ended, reply, clock.instant());
  }

  /**
   * Judges an answer that was kept. What excuses a refusal must have been there when it was made: a
   * daemon that was down for weeks is no reason why a token was refused before.
   */
  RefreshVerdict judgeKept(Settlement.Case ended, Reply reply) {
    return judge(ended, reply, ended.attempt().time());
  }

  private RefreshVerdict judge(Settlement.Case ended, Reply reply, Instant now) {
    return judge.judge(
        reply.observation(),
        reply.answer(),
        sameToken(ended.grant(), reply.answer()),
        circumstances(ended, now));
  }

  private Circumstances circumstances(Settlement.Case ended, Instant now) {
    Connection before = ended.before();
    Attempt attempt = ended.attempt();
    int doubts = 0;
    Instant first = attempt.time();
    if (before.state() instanceof ConnectionState.InDoubt doubt) {
      doubts = doubt.presentations();
      first = doubt.since();
    }
    Instant refreshed = before.history().refreshed();
    return new Circumstances(
        ended.provider().tokens(),
        attempt.generation(),
        before.generation(),
        new Circumstances.Earlier(
            doubts, first, attempt.kind() == Attempt.Kind.DELIBERATE, latest(attempt)),
        refreshed == null ? ended.grant().obtained() : refreshed,
        ended.grant().obtained(),
        now);
  }

  /** In memory only: what a restart must know of a generation stands in its row. */
  private @Nullable Instant latest(Attempt attempt) {
    return recent.of(attempt.connection()).stream()
        .filter(past -> past.generation().equals(attempt.generation()) && past.reachedTheServer())
        .map(PastRefresh::ended)
        .findFirst()
        .orElse(null);
  }

  private boolean sameToken(Grant grant, @Nullable TokenAnswer answer) {
    SecretBytes token =
        switch (answer) {
          case TokenAnswer.Granted granted -> granted.refreshToken();
          case TokenAnswer.Unreadable unreadable -> unreadable.refreshToken();
          case TokenAnswer.Refused _ -> null;
          case null -> null;
        };
    return token != null && secrets.fingerprint(grant.key(), token).equals(grant.fingerprint());
  }
}

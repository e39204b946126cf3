package io.rotakeep.core.verdict;

import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.verdict.Circumstances.Excuses;
import io.rotakeep.core.verdict.RefreshVerdict.Classification;
import org.jspecify.annotations.Nullable;

/** Says why a refresh token was refused, by what we know of it. Pure. */
final class RejectionJudge {
  private RejectionJudge() {}

  /**
   * The order of evidence: our own faults first, suspicion last.
   *
   * @param said what the server gives as the reason, if it does; it does not excuse us
   */
  static RefreshVerdict judge(@Nullable Classification said, Circumstances circumstances) {
    Excuses excuses = circumstances.excuses();
    if (excuses.staleStore()) {
      return new RefreshVerdict.Rejected(Classification.STALE_STORE);
    }
    if (circumstances.newest().isAfter(circumstances.presented())) {
      return new RefreshVerdict.SelfStale(circumstances.newest());
    }
    if (circumstances.earlier().doubts() > 0 || circumstances.earlier().deliberate()) {
      return new RefreshVerdict.Rejected(Classification.LOST_RESPONSE);
    }
    if (excuses.announced()) {
      return new RefreshVerdict.Rejected(Classification.CLIENT_EVENT);
    }
    if (excuses.refusedTogether()) {
      return new RefreshVerdict.Rejected(Classification.MASS_REJECTION);
    }
    if (said != null) {
      return new RefreshVerdict.Rejected(said);
    }
    if (excuses.crowdedOut()) {
      return new RefreshVerdict.Rejected(Classification.EVICTED);
    }
    return judgeUnexcused(circumstances);
  }

  private static RefreshVerdict judgeUnexcused(Circumstances circumstances) {
    if (circumstances.outlived()) {
      return new RefreshVerdict.Rejected(Classification.ABSOLUTE_EXPIRED);
    }
    if (circumstances.idleTooLong()) {
      return new RefreshVerdict.Rejected(Classification.IDLE_EXPIRED);
    }
    // Where a second use does not invalidate, a thief leaves no such trace.
    return switch (circumstances.rules().rotation()) {
      case RotationClass.None _, RotationClass.Overlapping _ ->
          new RefreshVerdict.Rejected(Classification.REVOKED_UPSTREAM);
      case RotationClass.Successor _,
          RotationClass.Window _,
          RotationClass.Count _,
          RotationClass.Strict _,
          RotationClass.Family _,
          RotationClass.Mixed _ ->
          new RefreshVerdict.Rejected(Classification.UNEXPLAINED);
    };
  }
}

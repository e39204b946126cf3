package io.rotakeep.core.verdict;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.verdict.RefreshVerdict.Classification;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what an observation of a refresh means. Pure: the same evidence gives the same verdict, on
 * the first judgement and when recovery repeats it from the journal.
 *
 * <p>A refusal is never read out of the description alone (RFC 6749 §5.2 leaves its text free), and
 * an answer that brought a refresh token never loses it, whatever else is wrong with the answer.
 */
public final class RefreshJudge {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Set<String> THROTTLING = Set.of("rate_limit_exceeded", "slow_down");

  /**
   * Codes that speak of the registration and of nothing else (RFC 6749 §5.2). Who asks for a proof
   * of possession has it so for the client (RFC 9449 §8); no token is looked at before it is there.
   */
  private static final Set<String> OF_THE_CLIENT =
      Set.of(
          "invalid_client",
          "unauthorized_client",
          "unsupported_grant_type",
          "use_dpop_nonce",
          "invalid_dpop_proof");

  /** How often a gateway may answer for the server before that is no certainty any more. */
  private static final int MOST_PUT_OFF = 3;

  private static final Set<String> KNOWN_TOKEN_TYPES = Set.of("bearer");

  /** Gateways answer these before the request reaches what stands behind them. */
  private static final Set<Integer> BEFORE_PROCESSING = Set.of(408, 421, 425, 503);

  /**
   * @param answer what the body says; null unless the observation is an answer
   * @param kinship how the answer's refresh token is related to those we had
   */
  public RefreshVerdict judge(
      TokenObservation observation,
      @Nullable TokenAnswer answer,
      TokenKinship kinship,
      Circumstances circumstances) {
    return switch (observation) {
      case TokenObservation.NotSent(String cause) -> new RefreshVerdict.NotSpent(cause, SOON);
      case TokenObservation.Withheld _ ->
          new RefreshVerdict.ClientFault(RefreshVerdict.ClientFault.EGRESS_ADDRESS, true);
      case TokenObservation.Unanswered(String cause) -> uncertain(cause, circumstances);
      case Answered answered -> judgeAnswer(answered, answer, kinship, circumstances);
    };
  }

  private static RefreshVerdict judgeAnswer(
      Answered answered,
      @Nullable TokenAnswer answer,
      TokenKinship kinship,
      Circumstances circumstances) {
    int status = answered.status();
    if (answer instanceof TokenAnswer.Refused(String error, var description)) {
      Optional<ErrorMeaning> own = circumstances.rules().meaningOf(status, error, description);
      if (own.isPresent()) {
        return judgeOwn(own.get(), error, answered, circumstances);
      }
    }
    if (status == 429) {
      return new RefreshVerdict.Throttled(RetryAfter.read(answered, circumstances.now()));
    }
    if (status >= 200 && status < 300) {
      return judgeSuccess(answer, kinship, circumstances);
    }
    if (isBeforeProcessing(status)) {
      return judgePutOff(answered, circumstances);
    }
    if (status >= 500) {
      return uncertain("status " + status, circumstances);
    }
    if (status >= 300 && status < 400) {
      return new RefreshVerdict.ClientFault("redirected", false);
    }
    return judgeRefusal(answered, answer, circumstances);
  }

  /** Whether this status is by practice a gateway's, before the server has seen the request. */
  public static boolean isBeforeProcessing(int status) {
    return BEFORE_PROCESSING.contains(status);
  }

  /** Each time it may have been the server after all, whose work nobody saw the end of. */
  private static RefreshVerdict judgePutOff(Answered answered, Circumstances circumstances) {
    String cause = "status " + answered.status();
    Circumstances.Earlier earlier = circumstances.earlier();
    if (earlier.doubts() >= MOST_PUT_OFF) {
      return uncertain(cause + ", repeatedly", circumstances);
    }
    boolean tooOften =
        earlier.putOff() + 1 >= MOST_PUT_OFF
            && !earlier.deliberate()
            && Presentation.punishesReuse(circumstances.rules().rotation());
    return tooOften
        ? new RefreshVerdict.PutOff(cause + ", repeatedly")
        : new RefreshVerdict.NotSpent(cause, RetryAfter.read(answered, circumstances.now()));
  }

  /** An error of which the provider's description says what it stands for. */
  private static RefreshVerdict judgeOwn(
      ErrorMeaning meaning, String error, Answered answered, Circumstances circumstances) {
    return switch (meaning) {
      case TOKEN_REFUSED -> RejectionJudge.judge(null, circumstances);
      case REVOKED -> RejectionJudge.judge(Classification.REVOKED_UPSTREAM, circumstances);
      case IDLE_EXPIRED -> RejectionJudge.judge(Classification.IDLE_EXPIRED, circumstances);
      case BUSY -> judgeBusy(circumstances);
      case CLIENT -> new RefreshVerdict.ClientFault(error, true);
      case EGRESS ->
          new RefreshVerdict.ClientFault(RefreshVerdict.ClientFault.EGRESS_REFUSED, true);
      case RESTRICTED -> new RefreshVerdict.ClientFault("restricted", false);
      case THROTTLED ->
          new RefreshVerdict.Throttled(RetryAfter.read(answered, circumstances.now()));
      case NOT_SPENT ->
          new RefreshVerdict.NotSpent(
              "error " + error, RetryAfter.read(answered, circumstances.now()));
      case UNCERTAIN -> uncertain("error " + error, circumstances);
    };
  }

  /**
   * Somebody's request with this token is under way. Ours, if we asked a moment ago or an earlier
   * request was never answered; else another holds the token, which is what a rotating server lets
   * nobody do but a thief.
   */
  private static RefreshVerdict judgeBusy(Circumstances circumstances) {
    if (circumstances.newest().isAfter(circumstances.presented())) {
      return new RefreshVerdict.SelfStale(circumstances.newest());
    }
    String cause = "another request with this token is under way";
    return switch (circumstances.rules().rotation()) {
      case RotationClass.None _, RotationClass.Overlapping _ ->
          new RefreshVerdict.NotSpent(cause, PATIENCE);
      // If the other request wins, the window begins with it, and it is a use that counts.
      case RotationClass.Successor _, RotationClass.Window _, RotationClass.Count _ ->
          uncertain(cause, circumstances);
      case RotationClass.Strict _, RotationClass.Family _, RotationClass.Mixed _ ->
          circumstances.presentedLately() || circumstances.excuses().staleStore()
              ? uncertain(cause, circumstances)
              : new RefreshVerdict.Rejected(Classification.CONCURRENT_USE);
    };
  }

  private static RefreshVerdict judgeSuccess(
      @Nullable TokenAnswer answer, TokenKinship kinship, Circumstances circumstances) {
    return switch (answer) {
      // To present it would be a second use of a token that another has taken the place of.
      case TokenAnswer _ when kinship == TokenKinship.RETIRED ->
          uncertain("an answer with a refresh token that had been replaced before", circumstances);
      case TokenAnswer.Granted granted
          when granted.refreshToken() != null && kinship == TokenKinship.NEW ->
          new RefreshVerdict.Rotated(granted, accessFault(granted));
      case TokenAnswer.Granted granted when granted.accessToken() != null ->
          new RefreshVerdict.NotRotated(
              granted, expectsRotation(circumstances), accessFault(granted));
      case TokenAnswer.Granted _ -> uncertain("an answer without any token", circumstances);
      case TokenAnswer.Unreadable(_, var salvaged)
          when salvaged != null && kinship == TokenKinship.NEW ->
          new RefreshVerdict.Salvaged(salvaged);
      case TokenAnswer.Unreadable(String why, _) -> uncertain(why, circumstances);
      case TokenAnswer.Refused(String error, _) ->
          uncertain("a success status with error " + error, circumstances);
      case null -> uncertain("no body", circumstances);
    };
  }

  private static RefreshVerdict judgeRefusal(
      Answered answered, @Nullable TokenAnswer answer, Circumstances circumstances) {
    if (!(answer instanceof TokenAnswer.Refused(String error, _))) {
      return answered.complete()
          ? new RefreshVerdict.ClientFault("status " + answered.status(), false)
          : new RefreshVerdict.NotSpent(
              "a refusal that was cut short", RetryAfter.read(answered, circumstances.now()));
    }
    String code = error.toLowerCase(Locale.ROOT);
    if (THROTTLING.contains(code)) {
      return new RefreshVerdict.Throttled(RetryAfter.read(answered, circumstances.now()));
    }
    // A 401 speaks of the client, whatever the code (RFC 6749 §5.2).
    if (!code.equals("invalid_grant") || answered.status() == 401) {
      return new RefreshVerdict.ClientFault(error, OF_THE_CLIENT.contains(code));
    }
    return RejectionJudge.judge(null, circumstances);
  }

  /** The token may have been spent; whether it may be presented again is the class's to say. */
  private static RefreshVerdict uncertain(String cause, Circumstances circumstances) {
    boolean replayable =
        Presentation.replayPermitted(
            circumstances.rules().rotation(),
            circumstances.earlier().doubts() + 1,
            circumstances.earlier().first(),
            circumstances.now());
    return replayable
        ? new RefreshVerdict.Replayable(cause, PATIENCE)
        : new RefreshVerdict.Doubtful(cause);
  }

  private static boolean expectsRotation(Circumstances circumstances) {
    return switch (circumstances.rules().rotation()) {
      case RotationClass.Strict _, RotationClass.Family _ -> true;
      case RotationClass.None _,
          RotationClass.Overlapping _,
          RotationClass.Successor _,
          RotationClass.Window _,
          RotationClass.Count _,
          RotationClass.Mixed _ ->
          false;
    };
  }

  private static @Nullable String accessFault(TokenAnswer.Granted granted) {
    if (granted.accessToken() == null) {
      return "the answer has no access token";
    }
    String type = granted.tokenType();
    if (type == null || !KNOWN_TOKEN_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      return "the token type is not one that is understood (RFC 6749 section 7.1)";
    }
    return null;
  }
}

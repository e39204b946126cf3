package io.rotakeep.core.diagnosis;

import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RefreshGate;
import io.rotakeep.core.verdict.Presentation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What symptoms mean, and what to do about them; pure. The gravest matter is named, not all. */
public final class ConnectionJudge {
  private static final int FEW_DAYS = 7;

  private ConnectionJudge() {}

  public static Diagnosis judge(Symptoms seen) {
    return switch (seen.state()) {
      case ConnectionState.PendingAuthorization _ ->
          new Diagnosis("Nobody has consented yet.", consent(seen));
      case ConnectionState.Active _ -> active(seen);
      case ConnectionState.InDoubt doubt -> inDoubt(seen, doubt);
      case ConnectionState.ReauthorizationRequired(Reason reason) when reason == Reason.EVICTED ->
          new Diagnosis(
              Prose.lost(reason) + " " + atHand(seen),
              "take out one of the user's other connections, or the next consent ends another:"
                  + " rotakeep connection revoke ID; then "
                  + consent(seen));
      case ConnectionState.ReauthorizationRequired(Reason reason) ->
          new Diagnosis(
              Prose.lost(reason) + " " + atHand(seen),
              "have the user consent again: " + consent(seen));
      case ConnectionState.Quarantined(Reason reason) -> held(seen, reason);
      case ConnectionState.Revoked _ -> revoked(seen);
    };
  }

  private static Diagnosis active(Symptoms seen) {
    Provider provider = seen.provider();
    Grant grant = seen.row().grant();
    if (provider == null) {
      return new Diagnosis(
          "Its provider is not configured here, so it cannot be refreshed. " + atHand(seen),
          "rotakeep provider apply -f FILE");
    }
    if (grant == null || grant.refreshToken() == null) {
      return new Diagnosis("It has no refresh token. " + atHand(seen), consent(seen));
    }
    if (!grant.isBoundTo(provider)) {
      return new Diagnosis(
          "The provider's settings name another issuer, token host or client id than its token came"
              + " from, so the token is not sent. "
              + atHand(seen),
          "apply the provider's former settings, or consent anew: " + consent(seen));
    }
    RefreshGate.Wait wait = seen.condition().putOff();
    return wait == null ? undisturbed(seen) : putOff(seen, wait, provider);
  }

  private static Diagnosis putOff(Symptoms seen, RefreshGate.Wait wait, Provider provider) {
    String until = Prose.at(wait.until());
    if (wait.failure() instanceof RefreshFailure.ClientMisconfigured(String error)) {
      return ClientFaultProse.of(error, provider.name(), atHand(seen));
    }
    String why =
        wait.failure() instanceof RefreshFailure.ProviderThrottled
            ? "The provider asked for patience"
            : "The provider could not be reached, or failed";
    return new Diagnosis(
        why + ": no refresh is sent before " + until + ". " + atHand(seen),
        "nothing; if it lasts: rotakeep provider check " + provider.name());
  }

  private static Diagnosis undisturbed(Symptoms seen) {
    if (seen.row().accessToken() != null && seen.row().accessToken().withheld()) {
      return new Diagnosis(
          "Its newest access token is withheld: the answer had a token type or an attribute's host"
              + " that is not permitted.",
          "compare attribute_hosts with it: rotakeep provider show " + seen.row().provider());
    }
    int days = Math.min(idle(seen), absolute(seen));
    if (days < 0) {
      return new Diagnosis(
          "By the provider's settings its refresh token is dead. " + atHand(seen),
          "try it: rotakeep connection refresh " + seen.row().id() + "; else " + consent(seen));
    }
    if (absolute(seen) <= FEW_DAYS) {
      return new Diagnosis(
          "The provider ends the grant within " + (absolute(seen) + 1) + " days. " + atHand(seen),
          "have the user consent again before: " + consent(seen));
    }
    if (idle(seen) <= FEW_DAYS) {
      return new Diagnosis(
          "Its refresh token dies of disuse within " + (idle(seen) + 1) + " days. " + atHand(seen),
          "use it: rotakeep connection refresh " + seen.row().id());
    }
    return Outlook.of(seen);
  }

  private static int idle(Symptoms seen) {
    return seen.daysToIdleExpiry().orElse(Integer.MAX_VALUE);
  }

  private static int absolute(Symptoms seen) {
    return seen.daysToAbsoluteExpiry().orElse(Integer.MAX_VALUE);
  }

  private static Diagnosis inDoubt(Symptoms seen, ConnectionState.InDoubt doubt) {
    String what =
        "A refresh was sent first at "
            + Prose.at(doubt.since())
            + ", and no usable answer came: the token may be spent. "
            + atHand(seen);
    String refresh = "rotakeep connection refresh " + seen.row().id();
    String risk = refresh + " --accept-risk";
    Provider provider = seen.provider();
    if (provider == null) {
      return new Diagnosis(what, "rotakeep provider apply -f FILE");
    }
    Instant served = seen.now().plus(seen.served().orElse(Duration.ZERO));
    String next =
        switch (Presentation.of(
            doubt, provider.tokens(), served, seen.condition().siblingsAtRisk(), seen.now())) {
          case Presentation.Replay _, Presentation.Deliberate _ ->
              "nothing: the next request for a token settles it; or now: " + refresh;
          case Presentation.NotBefore(Instant time) ->
              "nothing: the daemon settles it after "
                  + Prose.at(time)
                  + "; or now, at the risk that the provider takes it for a theft: "
                  + risk;
          case Presentation.Never _ ->
              "have the user consent again: "
                  + consent(seen)
                  + "; or, at the risk that the provider punishes its siblings: "
                  + risk;
        };
    return new Diagnosis(what, next);
  }

  private static Diagnosis held(Symptoms seen, Reason reason) {
    if (seen.storeDistrusted() && reason == Reason.STALE_STORE) {
      return new Diagnosis(
          "The whole store may be a restored or cloned copy, so nothing is served or sent that"
              + " nobody has released.",
          "start the daemon on the newest store, with its own journal and witness; if this is the"
              + " newest: "
              + consent(seen)
              + ", or rotakeep connection reinstate "
              + seen.row().id()
              + " --comment WHY");
    }
    String beneath =
        " Nothing is served; without the hold it would be " + seen.row().state().word() + ".";
    return switch (reason) {
      case SUSPECTED_COMPROMISE ->
          new Diagnosis(
              Prose.lost(reason) + " Somebody else may have used it." + beneath + notWritten(seen),
              "find out who had the token, then have the user consent again: " + consent(seen));
      case INTEGRITY ->
          new Diagnosis(
              Prose.lost(reason) + beneath + notWritten(seen),
              "compare the store with a backup, then have the user consent again: "
                  + consent(seen));
      case LOST_RESPONSE,
          IDLE_EXPIRED,
          ABSOLUTE_EXPIRED,
          REVOKED_UPSTREAM,
          EVICTED,
          CLIENT_EVENT,
          STALE_STORE,
          OPERATOR ->
          new Diagnosis(
              "It is held. " + Prose.lost(reason) + beneath + notWritten(seen),
              "when it is safe: rotakeep connection reinstate "
                  + seen.row().id()
                  + " --comment WHY");
    };
  }

  private static String notWritten(Symptoms seen) {
    return seen.holdDurable()
        ? ""
        : " The disk has not taken the hold: it ends with this process unless it is placed again.";
  }

  private static Diagnosis revoked(Symptoms seen) {
    String again = "to bring it back, have the user consent again: " + consent(seen);
    String ended = "We revoked it, and nothing is served. ";
    return switch (seen.upstream()) {
      case CONFIRMED, NOT_REVOKED -> new Diagnosis(ended + "The provider has ended it too.", again);
      case PENDING ->
          new Diagnosis(
              ended + "The provider has not confirmed yet; the daemon goes on telling it.",
              "if it lasts: rotakeep provider check " + seen.row().provider());
      case NOT_POSSIBLE ->
          new Diagnosis(
              ended
                  + "The provider could not be told: it has no revocation endpoint, or there was"
                  + " no token.",
              "end the grant in the provider's own pages; " + again);
    };
  }

  static String atHand(Symptoms seen) {
    Optional<Duration> served = seen.served();
    return served.isPresent()
        ? "An access token is served for " + Prose.span(served.get()) + " more."
        : "No access token is at hand.";
  }

  private static String consent(Symptoms seen) {
    return "rotakeep connection authorize "
        + seen.row().id()
        + " --provider "
        + seen.row().provider();
  }
}

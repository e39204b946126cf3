package io.rotakeep.core.rotation;

import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.verdict.ClientRefusal;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Instant;
import java.time.InstantSource;

/** What attempts and their answers teach the gate that the next ones have to pass. */
final class Lessons {
  private final RefreshGate gate;
  private final RejectionRecord rejections;
  private final ClientCredentialSource credentials;
  private final InstantSource clock;

  Lessons(
      RefreshGate gate,
      RejectionRecord rejections,
      ClientCredentialSource credentials,
      InstantSource clock) {
    this.gate = gate;
    this.rejections = rejections;
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * Whether the refusal of an attempt of that time is the client's matter, not its connection's.
   */
  boolean refusedTogether(ProviderName provider, Instant attempted) {
    return rejections.stand(provider, attempted);
  }

  /** Lets a failure that asked for patience stand in the way of the next attempts. */
  void remember(Settlement.Case ended, RotationOutcome outcome) {
    if (outcome instanceof RotationOutcome.Failed(RefreshFailure failure)) {
      gate.remember(
          ended.before().id(),
          RotationRight.client(ended.grant(), ended.provider()),
          failure,
          clock.instant());
    }
  }

  /** Nothing was sent after all: if it was to be a probe, another may soon be one. */
  void unsent(ClientCircuits.Client client) {
    gate.circuits().undecided(client, clock.instant());
  }

  /** Counts what is about to be sent. */
  void count(Settlement.Case spent) {
    Instant now = clock.instant();
    gate.budget().spend(spent.before().id(), RefreshBudget.isEarly(spent.before(), now), now);
  }

  private void recount(Settlement.Case ended, RefreshVerdict verdict) {
    boolean granted =
        verdict instanceof RefreshVerdict.Rotated || verdict instanceof RefreshVerdict.NotRotated;
    if (granted && !RefreshBudget.isEarly(ended.before(), ended.attempt().time())) {
      gate.budget().restore(ended.before().id());
    }
  }

  /**
   * What an answer tells of the client, whoever's token it was about.
   *
   * @return whether the client's other secret is worth an attempt at once
   */
  boolean learn(
      Settlement.Case ended, ClientCredentials used, Reply reply, RefreshVerdict verdict) {
    recount(ended, verdict);
    ClientCircuits.Client client = RotationRight.client(ended.grant(), ended.provider());
    switch (verdict) {
      case RefreshVerdict.ClientFault(String error, boolean certain) -> {
        return certain && faulted(ended, used, reply, error);
      }
      // To look at a token a server must have accepted the client first (RFC 6749 section 3.2.1).
      case RefreshVerdict.Rotated _, RefreshVerdict.NotRotated _, RefreshVerdict.Salvaged _ -> {
        credentials.accepted(ended.provider(), used);
        gate.accepted(ended.before().id(), client);
        rejections.refreshed(ended);
      }
      case RefreshVerdict.Rejected _, RefreshVerdict.SelfStale _ -> {
        credentials.accepted(ended.provider(), used);
        gate.refusedToken(ended.before().id(), client);
      }
      case RefreshVerdict.NotSpent _,
          RefreshVerdict.Throttled _,
          RefreshVerdict.PutOff _,
          RefreshVerdict.Replayable _,
          RefreshVerdict.Doubtful _ ->
          gate.circuits().undecided(client, clock.instant());
    }
    return false;
  }

  /** One secret that is refused is no fault of the registration while the other may be right. */
  private boolean faulted(
      Settlement.Case ended, ClientCredentials used, Reply reply, String error) {
    ClientCircuits.Client client = RotationRight.client(ended.grant(), ended.provider());
    boolean again =
        ClientRefusal.isOfTheSecret(reply.observation(), reply.answer(), ended.provider().tokens())
            && credentials.refused(ended.provider(), used);
    if (again) {
      gate.circuits().undecided(client, clock.instant());
    } else {
      gate.circuits().faulted(client, ended.before().id(), error, clock.instant());
    }
    return again;
  }
}

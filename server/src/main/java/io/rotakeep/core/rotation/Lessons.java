package io.rotakeep.core.rotation;

import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Instant;
import java.time.InstantSource;

/** What attempts and their answers teach the gate that the next ones have to pass. */
final class Lessons {
  private final RefreshGate gate;
  private final MassRejections mass;
  private final InstantSource clock;

  Lessons(RefreshGate gate, MassRejections mass, InstantSource clock) {
    this.gate = gate;
    this.mass = mass;
    this.clock = clock;
  }

  /** Whether refusals are the client's matter now, not their connections'. */
  boolean refusedTogether(ProviderName provider) {
    return mass.stands(provider);
  }

  /** Lets a failure that asked for patience stand in the way of the next attempts. */
  void remember(Settlement.Case ended, RefreshFailure failure) {
    gate.remember(
        ended.before().id(),
        RotationRight.client(ended.grant(), ended.provider()),
        failure,
        clock.instant());
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

  /** What an answer tells of the client, whoever's token it was about. */
  void learn(Settlement.Case ended, RefreshVerdict verdict) {
    recount(ended, verdict);
    ClientCircuits.Client client = RotationRight.client(ended.grant(), ended.provider());
    switch (verdict) {
      case RefreshVerdict.ClientFault(String error, boolean certain) -> {
        if (certain) {
          gate.circuits().faulted(client, ended.before().id(), error, clock.instant());
        }
      }
      // To look at a token a server must have accepted the client first (RFC 6749 section 3.2.1).
      case RefreshVerdict.Rotated _, RefreshVerdict.NotRotated _, RefreshVerdict.Salvaged _ -> {
        gate.accepted(ended.before().id(), client);
        mass.over(client.provider(), clock.instant());
      }
      case RefreshVerdict.Rejected _, RefreshVerdict.SelfStale _ ->
          gate.refusedToken(ended.before().id(), client);
      case RefreshVerdict.NotSpent _,
          RefreshVerdict.Throttled _,
          RefreshVerdict.Replayable _,
          RefreshVerdict.Doubtful _ ->
          gate.circuits().undecided(client, clock.instant());
    }
  }
}

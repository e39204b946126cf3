package io.rotakeep.core.diagnosis;

import io.rotakeep.core.connection.SharedGrants.Crowd;
import io.rotakeep.core.provider.ClientEvent;
import java.util.Optional;

/** What may come to a connection with which nothing is the matter. */
final class Outlook {
  private Outlook() {}

  static Diagnosis of(Symptoms seen) {
    Optional<ClientEvent> expected = seen.expected();
    if (expected.isPresent()) {
      return new Diagnosis(
          "It is well, but an event is announced until "
              + Prose.at(expected.get().ends())
              + " ("
              + expected.get().comment()
              + "): a refusal until then needs a new consent and is not taken for a theft. "
              + ConnectionJudge.atHand(seen),
          "if it is over: rotakeep provider announce-event "
              + seen.row().provider()
              + " --withdraw");
    }
    if (seen.condition().olderSecret()) {
      return new Diagnosis(
          "It is well, but the provider accepts only the older of two client secrets. "
              + ConnectionJudge.atHand(seen),
          "see that the newest is in force there before the older one ends: rotakeep provider check"
              + " "
              + seen.row().provider());
    }
    Crowd crowd = seen.crowd();
    return crowd == null
        ? new Diagnosis("It is well. " + ConnectionJudge.atHand(seen), "")
        : crowded(seen, crowd);
  }

  private static Diagnosis crowded(Symptoms seen, Crowd crowd) {
    return new Diagnosis(
        "It is well, but its user has "
            + crowd.grants()
            + " grants, and the provider keeps "
            + crowd.limit()
            + ": "
            + (crowd.isBeyond()
                ? "it has probably ended the oldest. "
                : "one consent more ends the oldest. ")
            + ConnectionJudge.atHand(seen),
        "before the user consents again, take out one that nobody needs:"
            + " rotakeep connection revoke ID");
  }
}

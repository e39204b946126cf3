package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.util.List;

/** Where a step of a ceremony for a new seal has led. */
public sealed interface RekeyStep {

  /**
   * More is needed.
   *
   * @param ceremony names the ceremony in its later steps
   * @param contributions of the present seal still missing
   * @param shares of the new seal, once, for the caller to hand out and close; else none
   * @param verifications still missing
   */
  record Going(String ceremony, int contributions, List<SecretBytes> shares, int verifications)
      implements RekeyStep {
    public Going {
      shares = List.copyOf(shares);
    }
  }

  /** The new seal is in force, and the old one opens nothing. */
  record Finished(SealKind kind) implements RekeyStep {}

  /** Nothing was changed but that a full set of contributions was dropped if it was wrong. */
  record Refused(String field, String rule) implements RekeyStep {}

  /** There is no such ceremony, or this is not its next step. */
  record WrongStep(String why) implements RekeyStep {}

  /** Nothing was looked at: too soon after a wrong one. */
  record NotYet(Duration pause) implements RekeyStep {}

  /**
   * The present seal is in force as before, unless it says otherwise.
   *
   * @param why for operators; names no file, since it leaves the machine
   */
  record Failed(String why) implements RekeyStep {}
}

package io.rotakeep.core.verdict;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.TokenRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells whether an answer may be about the secret that our client proved itself with; pure. */
public final class ClientRefusal {
  private ClientRefusal() {}

  /**
   * Whether the client failed to prove itself, so that neither token nor code was looked at (RFC
   * 6749 §5.2) and another secret may be the right one.
   *
   * @param answer what the body says; null unless the observation is an answer
   */
  public static boolean isOfTheSecret(
      TokenObservation observation, @Nullable TokenAnswer answer, TokenRules rules) {
    if (!(observation instanceof TokenObservation.Answered answered)
        || !(answer instanceof TokenAnswer.Refused(String error, var description))) {
      return false;
    }
    int status = answered.status();
    Optional<ErrorMeaning> own = rules.meaningOf(status, error, description);
    return own.isPresent()
        ? own.get() == ErrorMeaning.CLIENT
        : (status == 400 || status == 401) && error.equalsIgnoreCase("invalid_client");
  }
}

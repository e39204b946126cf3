package io.rotakeep.examples;

import io.rotakeep.client.AccessToken;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.RotakeepException;
import java.time.Duration;
import java.util.Optional;

/** A program that needs a token once: one call, and what to do when it fails. */
public final class AskForAToken {
  private AskForAToken() {}

  /** The token, or how long to wait before asking again. */
  public static String ask(RotakeepClient rotakeep, String connection) {
    try {
      AccessToken token = rotakeep.accessToken(connection);
      return token.authorizationHeader();
    } catch (RotakeepException e) {
      return switch (e.advice()) {
        case RETRY -> "ask again, with growing pauses";
        case WAIT -> "ask again in " + e.retryAfter().map(Duration::toSeconds).orElse(1L) + " s";
        case ASK_A_PERSON -> "call somebody: " + personsTask(e.nextStep());
        case FIX_THE_CALL -> "mend this program: " + e.getMessage();
      };
    }
  }

  private static String personsTask(Optional<String> nextStep) {
    return nextStep.orElse("see the daemon's log");
  }
}

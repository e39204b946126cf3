package io.rotakeep.adapter.web;

import io.rotakeep.core.enrollment.EnrollmentResult.Cause;

/** Why an authorization came to nothing, in words for whoever sat before the browser. */
final class Refusals {
  static final String AGAIN = "Go back to the application and start again.";
  private static final String LATER = "Wait a minute, then start again from the application.";

  private Refusals() {}

  static Page page(Cause cause) {
    return Page.of(Page.Tone.STOPPED, title(cause), what(cause), next(cause));
  }

  private static String title(Cause cause) {
    return switch (cause) {
      case STATE_UNKNOWN -> "This link does not work any more";
      case ISSUER_MISMATCH -> "The answer came from elsewhere";
      case DENIED -> "Access was not granted";
      case EXCHANGE_REFUSED -> "The service refused to finish";
      case EXCHANGE_UNANSWERED -> "The service did not answer";
      case PROVIDER_UNAVAILABLE -> "The service cannot be reached";
      case NO_REFRESH_TOKEN -> "The access would not last";
      case SUBJECT_MISMATCH -> "That is another account";
    };
  }

  private static String what(Cause cause) {
    return switch (cause) {
      case STATE_UNKNOWN ->
          "It works once, for ten minutes, and only in the browser that it was opened in first."
              + " This visit changed nothing.";
      case ISSUER_MISMATCH ->
          "It does not come from the service that you were sent to, so it was not used.";
      case DENIED -> "You declined, or the service did. Nothing was connected.";
      case EXCHANGE_REFUSED ->
          "It took your consent, but would not hand over the access. Nothing was connected.";
      case EXCHANGE_UNANSWERED ->
          "Its last answer did not arrive or cannot be read, and it must not be asked twice.";
      case PROVIDER_UNAVAILABLE ->
          "Your consent could not be passed on to it. Nothing was connected.";
      case NO_REFRESH_TOKEN ->
          "The service granted it for a short while only, which is not enough.";
      case SUBJECT_MISMATCH ->
          "You signed in as somebody else than was expected. What you granted was not kept.";
    };
  }

  private static String next(Cause cause) {
    return switch (cause) {
      case STATE_UNKNOWN -> AGAIN;
      case ISSUER_MISMATCH ->
          AGAIN + " If this happens twice, tell the people who run the application.";
      case DENIED -> "If you did not mean to decline, start again from the application.";
      case EXCHANGE_REFUSED ->
          AGAIN
              + " If it fails again, tell the people who run the application what the service"
              + " said.";
      case EXCHANGE_UNANSWERED, PROVIDER_UNAVAILABLE -> LATER;
      case NO_REFRESH_TOKEN ->
          "Tell the people who run the application: they must ask the service for lasting access,"
              + " such as offline access.";
      case SUBJECT_MISMATCH ->
          "Sign out of the service, then start again from the application with the right account.";
    };
  }
}

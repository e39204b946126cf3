package io.rotakeep.adapter.web;

import io.rotakeep.adapter.web.Page.Tone;
import io.rotakeep.core.enrollment.EnrollmentResult;

/**
 * What a person reads when an authorization ended: what happened, what to do next, nothing else.
 *
 * <p>Refusals are all 400: proxies like to put pages of their own in place of 502 and 503, and then
 * nobody would read ours.
 */
final class ResultPages {
  private static final String AGAIN = "Go back to the application and start again.";
  private static final String SERVICE_SAID = "The service said";

  private ResultPages() {}

  static Answer of(EnrollmentResult result) {
    return switch (result) {
      case EnrollmentResult.Completed(var connection, _) ->
          answer(
              200,
              Page.of(
                      Tone.DONE,
                      "Connected",
                      "Access was granted and is kept safe. Applications can use it from now on.",
                      "You can close this window.")
                  .showing("Connection", connection.id().value()));
      case EnrollmentResult.ConfirmationDue(_, String ticket, _) ->
          answer(
              200,
              Page.of(
                      Tone.WAITING,
                      "One step is left",
                      "Access was granted. It is used only after you have confirmed it in the"
                          + " application where you began.",
                      "Enter this ticket there. If somebody sent you here by a link, do not pass"
                          + " it on: close this window.")
                  .showing("Ticket", ticket));
      case EnrollmentResult.Refused(var cause, String detail, _) ->
          answer(400, refused(cause).showing(SERVICE_SAID, detail));
    };
  }

  static Answer badRequest() {
    return answer(
        400,
        Page.of(
            Tone.STOPPED,
            "This address is not complete",
            "Something is missing from it, or there is more in it than belongs there. Nothing was"
                + " changed.",
            AGAIN));
  }

  static Answer busy() {
    return answer(
            503,
            Page.of(
                Tone.STOPPED,
                "Too many at once",
                "Many people are connecting at this moment. Nothing was changed.",
                "Wait a minute, then reload this page."))
        .with("Retry-After", "60");
  }

  static Answer unavailable() {
    return answer(
        503,
        Page.of(
            Tone.STOPPED,
            "This did not work",
            "The fault is on our side, not yours.",
            "Wait a few minutes, then start again from the application. If it fails again, tell"
                + " the people who run it: their log says why."));
  }

  private static Page refused(EnrollmentResult.Cause cause) {
    return switch (cause) {
      case STATE_UNKNOWN ->
          stopped(
              "This link does not work any more",
              "It works once, for ten minutes, and only in the browser that it was opened in first."
                  + " This visit changed nothing.",
              AGAIN);
      case ISSUER_MISMATCH ->
          stopped(
              "The answer came from elsewhere",
              "It does not come from the service that you were sent to, so it was not used.",
              AGAIN + " If this happens twice, tell the people who run the application.");
      case DENIED ->
          stopped(
              "Access was not granted",
              "You declined, or the service did. Nothing was connected.",
              "If you did not mean to decline, start again from the application.");
      case EXCHANGE_REFUSED -> exchangeRefused();
      case EXCHANGE_UNANSWERED ->
          stopped(
              "The service did not answer",
              "Its last answer did not arrive or cannot be read, and it must not be asked twice.",
              "Wait a minute, then start again from the application.");
      case PROVIDER_UNAVAILABLE ->
          stopped(
              "The service cannot be reached",
              "Your consent could not be passed on to it. Nothing was connected.",
              "Wait a minute, then start again from the application.");
      case NO_REFRESH_TOKEN -> shortLived();
      case SUBJECT_MISMATCH -> anotherAccount();
    };
  }

  private static Page exchangeRefused() {
    return stopped(
        "The service refused to finish",
        "It took your consent, but would not hand over the access. Nothing was connected.",
        AGAIN
            + " If it fails again, tell the people who run the application what the"
            + " service said.");
  }

  private static Page shortLived() {
    return stopped(
        "The access would not last",
        "The service granted it for a short while only, which is not enough.",
        "Tell the people who run the application: they must ask the service for lasting"
            + " access, such as offline access.");
  }

  private static Page anotherAccount() {
    return stopped(
        "That is another account",
        "You signed in as somebody else than was expected. What you granted was given back.",
        "Sign out of the service, then start again from the application with the right"
            + " account.");
  }

  private static Page stopped(String title, String what, String next) {
    return Page.of(Tone.STOPPED, title, what, next);
  }

  private static Answer answer(int status, Page page) {
    return Answer.html(status, PageWriter.write(page), PageWriter.POLICY);
  }
}

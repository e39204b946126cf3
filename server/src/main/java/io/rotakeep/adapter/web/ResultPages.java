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
          answer(400, Refusals.page(cause).showing("The service said", detail));
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
            Refusals.AGAIN));
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

  private static Answer answer(int status, Page page) {
    return Answer.html(status, PageWriter.write(page), PageWriter.POLICY);
  }
}

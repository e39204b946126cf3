package io.rotakeep.adapter.web;

import io.rotakeep.adapter.web.QueryFields.BadQueryException;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Bearer;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Return;
import io.rotakeep.core.enrollment.BrowserVisits;
import io.rotakeep.core.enrollment.EnrollmentResult;
import io.rotakeep.core.enrollment.OneTimeSecret;
import io.rotakeep.core.seal.SealedException;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The two addresses that a person's browser comes to: one that it may begin at, one that the
 * provider sends it back to. Never shows, logs or repeats what came in.
 */
final class BrowserRoutes {
  static final String START = "/oauth/start";
  static final String CALLBACK = "/oauth/callback";

  private static final int LONGEST_CODE = 4096;
  private static final int LONGEST_TEXT = 2048;
  private static final int MOST_AT_ONCE = 128;
  private static final System.Logger LOG = System.getLogger(BrowserRoutes.class.getName());

  private final BrowserVisits visits;
  private final BrowserCookie cookie;
  private final SecureRandom random;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);

  BrowserRoutes(BrowserVisits visits, BrowserCookie cookie, SecureRandom random) {
    this.visits = visits;
    this.cookie = cookie;
    this.random = random;
  }

  /** Null if the path is none of ours. */
  @Nullable Answer answer(Visit visit) {
    boolean starting = visit.path().equals(START);
    if (!starting && !visit.path().equals(CALLBACK)) {
      return null;
    }
    if (!visit.method().equals("GET")) {
      return Answer.notAllowed("GET");
    }
    if (!room.tryAcquire()) {
      return ResultPages.busy();
    }
    try {
      return starting ? start(visit) : complete(visit);
    } catch (BadQueryException e) {
      return ResultPages.badRequest();
    } catch (SealedException e) {
      return ResultPages.unavailable();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a browser's visit to " + visit.path() + " failed", e);
      return ResultPages.unavailable();
    } finally {
      room.release();
    }
  }

  private Answer start(Visit visit) {
    String state = new QueryFields(visit.query()).find("state", LONGEST_TEXT);
    // The value that the browser has is kept: it may have begun elsewhere in another window.
    String known = BrowserCookie.among(visit.cookies());
    String value = known == null ? OneTimeSecret.create(random) : known;
    Optional<URI> onward = state == null ? Optional.empty() : visits.depart(state, value);
    return onward
        .map(URI::toString)
        .map(address -> Answer.seeOther(address).with("Set-Cookie", cookie.header(value)))
        .orElseGet(
            () ->
                ResultPages.of(
                    new EnrollmentResult.Refused(EnrollmentResult.Cause.STATE_UNKNOWN, "", null)));
  }

  private Answer complete(Visit visit) {
    QueryFields query = new QueryFields(visit.query());
    String state = query.find("state", LONGEST_TEXT);
    String issuer = query.find("iss", LONGEST_TEXT);
    String error = query.find("error", LONGEST_TEXT);
    Bearer browser = new Bearer.Browser(BrowserCookie.among(visit.cookies()));
    try (SecretBytes code = query.findSecret("code", LONGEST_CODE)) {
      if ((code == null) == (error == null)) {
        return ResultPages.badRequest();
      }
      return told(
          visits.complete(new Return(state == null ? "" : state, code, issuer, error, browser)));
    }
  }

  private static Answer told(EnrollmentResult result) {
    URI target =
        switch (result) {
          case EnrollmentResult.Completed(_, var url) -> url;
          case EnrollmentResult.ConfirmationDue(_, _, var url) -> url;
          case EnrollmentResult.Refused(_, _, var url) -> url;
        };
    return target == null ? ResultPages.of(result) : Answer.seeOther(returning(target, result));
  }

  private static String returning(URI target, EnrollmentResult result) {
    return switch (result) {
      case EnrollmentResult.Completed _ -> target.toString();
      case EnrollmentResult.ConfirmationDue(_, String ticket, _) ->
          with(target, "ticket=" + ticket);
      case EnrollmentResult.Refused(var cause, _, _) ->
          with(target, "error=" + cause.name().toLowerCase(Locale.ROOT));
    };
  }

  private static String with(URI target, String field) {
    String address = target.toString();
    int fragment = address.indexOf('#');
    String front = fragment < 0 ? address : address.substring(0, fragment);
    String mark = target.getRawQuery() == null ? "?" : "&";
    return front + mark + field + (fragment < 0 ? "" : address.substring(fragment));
  }
}

package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.enrollment.AuthorizationCompletion.Bearer;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Return;
import io.rotakeep.core.enrollment.AuthorizationStart.Started.Begun;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The browser that begins at the daemon, and those that would take its place. */
final class BrowserDepartureTest {
  private static final String COOKIE = "c".repeat(43);
  private static final String OTHER = "o".repeat(43);

  private final FrontDesk office = new FrontDesk();
  private final EnrollmentDesk desk = office.desk;

  @Test
  void goesOnToTheVeryAddressThatTheApplicationWasGiven() {
    Begun begun = begin("ada@example.org");

    assertThat(desk.completion().depart(begun.state(), COOKIE)).hasValue(begun.authorizationUrl());
    assertThat(begun.authorizationUrl()).hasParameter("login_hint", "ada@example.org");
  }

  @Test
  void mayReloadTheAddressItBeganAt() {
    Begun begun = begin(null);
    desk.completion().depart(begun.state(), COOKIE);

    assertThat(desk.completion().depart(begun.state(), COOKIE)).isPresent();
  }

  @Test
  void isTheOnlyOneToBegin() {
    Begun begun = begin(null);
    desk.completion().depart(begun.state(), COOKIE);

    assertThat(desk.completion().depart(begun.state(), OTHER)).isEmpty();
  }

  @Test
  void isTheOnlyOneToComeBack() {
    Begun begun = begin(null);
    desk.completion().depart(begun.state(), COOKIE);

    assertThat(cause(denied(begun, null))).isEqualTo(EnrollmentResult.Cause.STATE_UNKNOWN);
    assertThat(cause(denied(begun, OTHER))).isEqualTo(EnrollmentResult.Cause.STATE_UNKNOWN);
    assertThat(cause(denied(begun, COOKIE))).isEqualTo(EnrollmentResult.Cause.DENIED);
  }

  @Test
  void cannotBeginWhatHasExpired() {
    Begun begun = begin(null);
    office.clock().advance(AuthorizationStart.LIFE);

    assertThat(desk.completion().depart(begun.state(), COOKIE)).isEmpty();
  }

  @Test
  void cannotBeginWhatNobodyStarted() {
    assertThat(desk.completion().depart("x".repeat(43), COOKIE)).isEmpty();
    assertThat(desk.completion().depart("no state", COOKIE)).isEmpty();
  }

  private Begun begin(@Nullable String hint) {
    return office.begin(hint);
  }

  private EnrollmentResult denied(Begun begun, @Nullable String cookie) {
    return desk.completion()
        .complete(
            new Return(begun.state(), null, null, "access_denied", new Bearer.Browser(cookie)));
  }

  private static EnrollmentResult.Cause cause(EnrollmentResult result) {
    return ((EnrollmentResult.Refused) result).cause();
  }
}

package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What whoever runs the daemon may have to mend, though a token was handed out or will be. */
final class SettlementWarningsTest {
  private final LogOf log = new LogOf(Level.WARN, Settlement.class);

  @AfterEach
  void detach() {
    log.close();
  }

  @Test
  void saysThatAServerDoesNotRotateWhichShould() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(new RotationClass.Family()));
    daemon.server.next(new Twist.Reworded(body -> body.replaceAll("refresh_token=.*\n", "")));

    daemon.refresh();

    assertThat(log.lines())
        .containsExactly(
            "connection acme/one, generation 1: acme answered without a new refresh token;"
                + " is rotation switched off there?");
  }

  @Test
  void saysNothingOfAServerThatNeedsNotRotate() {
    TestDaemon.enrolled(SampleProviders.of(new RotationClass.None())).refresh();

    assertThat(log.lines()).isEmpty();
  }

  @Test
  void saysThatOnlyTheRefreshTokenOfAnAnswerCouldBeSaved() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));
    daemon.server.next(new Twist.Reworded(body -> body + "cut"));

    daemon.refresh();

    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("acme/one", "a damaged answer, of which only the refresh token could be saved");
  }

  @Test
  void saysWhyAnAttemptIsInDoubt() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));
    daemon.server.next(new Twist.AnswerLost());

    daemon.refresh();

    assertThat(log.lines()).singleElement().asString().contains("acme/one", "in doubt: reset");
  }
}

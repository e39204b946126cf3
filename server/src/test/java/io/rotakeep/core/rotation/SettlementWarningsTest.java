package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What whoever runs the daemon may have to mend, though a token was handed out or will be. */
final class SettlementWarningsTest {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Settlement.class);

  @BeforeEach
  void attach() {
    logger.setLevel(Level.WARN);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void saysThatAServerDoesNotRotateWhichShould() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(new RotationClass.Family()));
    daemon.server.next(new Twist.Reworded(body -> body.replaceAll("refresh_token=.*\n", "")));

    daemon.refresh();

    assertThat(lines())
        .containsExactly(
            "connection acme/one, generation 1: acme answered without a new refresh token;"
                + " is rotation switched off there?");
  }

  @Test
  void saysNothingOfAServerThatNeedsNotRotate() {
    TestDaemon.enrolled(SampleProviders.of(new RotationClass.None())).refresh();

    assertThat(lines()).isEmpty();
  }

  @Test
  void saysThatOnlyTheRefreshTokenOfAnAnswerCouldBeSaved() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));
    daemon.server.next(new Twist.Reworded(body -> body + "cut"));

    daemon.refresh();

    assertThat(lines())
        .singleElement()
        .asString()
        .contains("acme/one", "a damaged answer, of which only the refresh token could be saved");
  }

  @Test
  void saysWhyAnAttemptIsInDoubt() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));
    daemon.server.next(new Twist.AnswerLost());

    daemon.refresh();

    assertThat(lines()).singleElement().asString().contains("acme/one", "in doubt: reset");
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}

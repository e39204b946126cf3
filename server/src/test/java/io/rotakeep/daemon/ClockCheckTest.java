package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ClockCheckTest {
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ClockCheck.class);

  @BeforeEach
  void attach() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(log);
  }

  @Test
  void warnsOfAClockBeforeTheProgramWasBuilt() {
    ClockCheck.look(Instant.parse("1970-01-01T00:00:07Z"), BUILT);

    assertThat(log.list).singleElement().extracting(ILoggingEvent::getLevel).isEqualTo(Level.WARN);
    assertThat(log.list.getFirst().getFormattedMessage())
        .startsWith(
            "THE CLOCK IS WRONG: it says 1970-01-01T00:00:07Z, and this program is of"
                + " 2026-01-01T00:00:00Z.")
        .endsWith("set the clock, then restart the daemon");
  }

  @Test
  void isSilentOtherwise() {
    ClockCheck.look(BUILT, BUILT);
    ClockCheck.look(BUILT.plusSeconds(1), BUILT);

    assertThat(log.list).isEmpty();
  }

  @Test
  void knowsWhenTheProgramWasBuilt() {
    assertThat(Version.built()).isAfterOrEqualTo(BUILT).isBefore(Instant.now());
  }
}

package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the log says of lists that end while the daemon runs, second by second. */
final class ListDeadlinesTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ListDeadlines.class);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final MutableClock clock = new MutableClock(now);
  private OddCertificates odd;
  private Path lists;
  private TlsFiles files;

  @BeforeEach
  void readFiles() throws Exception {
    log.start();
    logger.addAppender(log);
    TestCertificates certificates = TestCertificates.in(directory.resolve("pki"));
    odd = new OddCertificates(directory.resolve("odd"));
    odd.join(certificates.authority());
    lists = directory.resolve("ca.crl");
    odd.writeList(lists, now.minus(DAY.multipliedBy(10)), now.plus(DAY.multipliedBy(10)));
    TestIdentity server = certificates.server();
    RpcSettings.Tls tls =
        new RpcSettings.Tls(server.certificate(), server.key(), certificates.authority(), lists);
    files = TlsFiles.read(tls, clock);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(log);
  }

  @Test
  void speaksOnceADayWhenATenthOfItsLifeIsLeft() {
    runFor(DAY.multipliedBy(8));
    assertThat(log.list).isEmpty();

    runFor(SECOND);
    assertThat(told())
        .containsExactly(
            "listen.grpc.tls.client_crl: %s: the list by CN=Odd CA must be renewed before %s: from"
                    .formatted(lists, now.plus(DAY.multipliedBy(10)))
                + " then on callers with certificates by that authority are refused; have that"
                + " authority issue a new one, and replace the file");
    runFor(DAY.minus(SECOND));
    assertThat(log.list).hasSize(1);
    runFor(SECOND);
    assertThat(log.list).hasSize(2);
    assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
  }

  @Test
  void speaksOnceAnHourWhenItIsPast() {
    clock.set(now.plus(DAY.multipliedBy(10)));

    runFor(SECOND);
    assertThat(told().getLast())
        .startsWith(
            "listen.grpc.tls.client_crl: %s: the list by CN=Odd CA was due for renewal on %s: "
                .formatted(lists, now.plus(DAY.multipliedBy(10))))
        .endsWith("have that authority issue a new one, and replace the file");
    runFor(HOUR.minus(SECOND));
    assertThat(log.list).hasSize(1);
    runFor(HOUR.multipliedBy(3));
    assertThat(log.list).hasSize(4);
  }

  @Test
  void isSilentAgainWhenANewListIsThere() throws Exception {
    clock.set(now.plus(DAY.multipliedBy(11)));
    runFor(SECOND);
    assertThat(log.list).hasSize(1);

    odd.writeList(lists, clock.instant(), clock.instant().plus(DAY.multipliedBy(10)));
    assertThat(files.refresh()).isTrue();
    runFor(HOUR.multipliedBy(2));

    assertThat(log.list).hasSize(1);
  }

  @Test
  void keepsAnEndedListWhenTheNextOneHasEndedToo() throws Exception {
    clock.set(now.plus(DAY.multipliedBy(11)));
    runFor(SECOND);

    odd.writeList(lists, now, now.plus(HOUR));
    assertThat(files.refresh()).isFalse();

    assertThat(
            Objects.requireNonNull(files.current().callers())
                .revocations()
                .getFirst()
                .getNextUpdate()
                .toInstant())
        .isEqualTo(now.plus(DAY.multipliedBy(10)));
    assertThat(log.list).hasSize(1);
  }

  private void runFor(Duration time) {
    for (long seconds = 0; seconds < time.toSeconds(); seconds += step(time)) {
      clock.advance(Duration.ofSeconds(step(time)));
      boolean _ = files.refresh();
    }
  }

  /** Days are run through by the minute. */
  private static long step(Duration time) {
    return time.toSeconds() % 60 == 0 && time.compareTo(HOUR) > 0 ? 60 : 1;
  }

  private List<String> told() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}

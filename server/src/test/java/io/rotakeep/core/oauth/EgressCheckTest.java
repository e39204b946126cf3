package io.rotakeep.core.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rotakeep.core.oauth.EgressCheck.View;
import io.rotakeep.testkit.MutableClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class EgressCheckTest {
  private static final InetAddress OURS = InetAddress.ofLiteral("203.0.113.7");
  private static final InetAddress OTHER = InetAddress.ofLiteral("198.51.100.9");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final MutableClock clock = new MutableClock(Instant.parse("2026-02-03T04:05:06Z"));
  private final List<InetAddress> machine = new ArrayList<>(List.of(LOOPBACK, OTHER));
  private final List<String> counted = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(EgressCheck.class);

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
  void permitsOnlyWhatIsDeclaredOnceADeclaredAddressIsTheMachines() {
    EgressCheck check = check(false, "203.0.113.0/29");
    machine.add(OURS);

    assertThat(check.outlook().view()).isEqualTo(View.COMPARED);
    assertThat(check.permits(OURS)).isTrue();
    assertThat(check.permits(OTHER)).isFalse();
    assertThat(check.permits(InetAddress.ofLiteral("2001:db8::1"))).isFalse();
  }

  @Test
  void permitsAllWhileNoDeclaredAddressIsTheMachines() {
    EgressCheck check = check(false, "203.0.113.7");

    assertThat(check.outlook().view()).isEqualTo(View.TRANSLATED);
    assertThat(check.permits(OTHER)).isTrue();
  }

  @Test
  void missesAnAddressThatHasLeftTheMachine() {
    EgressCheck check = check(false, "203.0.113.7");
    machine.add(OURS);
    assertThat(check.permits(OTHER)).isFalse();

    machine.remove(OURS);

    assertThat(check.permits(OTHER)).isFalse();
  }

  @Test
  void comparesWhatStaysOnTheMachineWithLoopbackAddressesOnly() {
    EgressCheck outward = check(false, "203.0.113.7");
    machine.add(OURS);
    EgressCheck inward = check(false, "127.0.0.2");

    assertThat(outward.permits(LOOPBACK)).isTrue();
    assertThat(inward.permits(LOOPBACK)).isFalse();
    assertThat(inward.permits(OTHER)).isTrue();
  }

  @Test
  void findsNothingBehindAProxyOrWithoutADeclaration() {
    machine.add(OURS);

    assertThat(check(true, "203.0.113.7").outlook().view()).isEqualTo(View.PROXIED);
    assertThat(check(true, "203.0.113.7").permits(OTHER)).isTrue();
    assertThat(check(false).outlook().view()).isEqualTo(View.UNDECLARED);
    assertThat(check(false).permits(OTHER)).isTrue();
  }

  @Test
  void namesAnAddressInTheLogOnceInFiveMinutesAndCountsEachTime() {
    EgressCheck check = check(false, "203.0.113.7");

    check.alarm(OTHER);
    check.alarm(OTHER);
    check.alarm(LOOPBACK);
    clock.advance(Duration.ofMinutes(5));
    check.alarm(LOOPBACK);

    assertThat(counted).containsExactly("198.51.100.9", "198.51.100.9", "127.0.0.1", "127.0.0.1");
    assertThat(log.list)
        .hasSize(3)
        .allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.ERROR));
    assertThat(log.list.getFirst().getFormattedMessage())
        .startsWith("NOTHING WAS SENT: it would have left from 198.51.100.9, which is not one of")
        .contains("(203.0.113.7)")
        .endsWith("allow-lists of the providers");
  }

  private EgressCheck check(boolean proxied, String... declared) {
    return new EgressCheck(
        DeclaredEgress.of(List.of(declared), proxied), () -> machine, counted::add, clock);
  }
}

package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.ClientCircuits.Client;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ClientFaultAlarmTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final Client CLIENT = new Client(new ProviderName("acme"), 1, "as.example.org");

  private final ClientCircuits circuits =
      new ClientCircuits(DeclaredEgress.of(List.of("203.0.113.7"), false));
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ClientFaultAlarm.class);
  private final Logger circuitsLogger = (Logger) LoggerFactory.getLogger(ClientCircuits.class);

  @BeforeEach
  void attach() {
    logger.setLevel(Level.ERROR);
    log.start();
    logger.addAppender(log);
    circuitsLogger.setLevel(Level.INFO);
    circuitsLogger.addAppender(log);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(log);
    logger.setLevel(null);
    circuitsLogger.detachAppender(log);
    circuitsLogger.setLevel(null);
  }

  @Test
  void namesOurAddressesAtTheFirstRefusalAndWhenTheCircuitOpens() {
    meet("egress_refused");

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("as.example.org").contains("203.0.113.7"))
        .last()
        .asString()
        .contains("nothing is sent but one refresh every 5 minutes");
    assertThat(circuits.open(NOW)).containsExactly(CLIENT.provider());
  }

  @Test
  void namesThemToWhereWeWouldLeaveByAnother() {
    meet("egress_address");

    assertThat(log.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("our way out is at fault (egress_address)")
        .contains("one of egress.addresses (203.0.113.7)");
  }

  @Test
  void saysOnceThatTheRegistrationIsRefused() {
    meet("invalid_client");

    assertThat(log.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("it refuses our registration (invalid_client), not the tokens")
        .contains("compare client id, secret")
        .doesNotContain("203.0.113.7");
  }

  /** What an alarm began has an end that can be read. */
  @Test
  void saysOnceThatTheClientIsAcceptedAgain() {
    meet("invalid_client");
    log.list.clear();

    circuits.accepted(CLIENT);
    circuits.accepted(CLIENT);

    assertThat(log.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("acme at as.example.org accepts the client again");
  }

  /** Nobody was kept waiting, so nothing has ended. */
  @Test
  void saysNothingOfAFaultThatDidNotBecomeEverybodys() {
    circuits.faulted(CLIENT, new ConnectionId("acme/1"), "invalid_client", NOW);
    log.list.clear();

    circuits.accepted(CLIENT);

    assertThat(log.list).isEmpty();
  }

  private void meet(String error) {
    for (int i = 0; i < 3; i++) {
      circuits.faulted(CLIENT, new ConnectionId("acme/" + i), error, NOW);
    }
  }
}

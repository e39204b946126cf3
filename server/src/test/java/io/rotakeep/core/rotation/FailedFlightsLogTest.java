package io.rotakeep.core.rotation;

import static io.rotakeep.core.rotation.RotatorTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators read of flights that failed: an error only where a person has to look. */
final class FailedFlightsLogTest {
  /** Where the number of the key term begins in an envelope. */
  private static final int TERM = 5;

  private final TestDaemon daemon =
      TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));
  private final LogOf log = new LogOf(Level.WARN, RotationFlights.class, Conclusion.class);

  @AfterEach
  void detach() {
    log.close();
  }

  @Test
  void warnsOfAStoreThatIsAway() {
    daemon.stores.goAway(true);

    assertThat(failure(daemon.refresh())).isEqualTo(new RefreshFailure.StoreUnavailable());

    assertThat(log.levels()).containsExactly(Level.WARN);
  }

  /** First its token is handed out all the same, then the next refresh has to wait for the row. */
  @Test
  void warnsOfAKeptAnswerWhoseRowIsNotWritten() {
    refuse("connection");

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(failure(daemon.refresh())).isEqualTo(new RefreshFailure.StoreUnavailable());

    assertThat(log.levels()).containsExactly(Level.WARN, Level.WARN);
    assertThat(log.lines().getFirst()).contains("its token is handed out");
    assertThat(log.lines().getLast()).contains(TestDaemon.ID.value());
  }

  /** A key that is missing is no forgery: the connection goes on when the keyring is mended. */
  @Test
  void warnsOfAKeyThatIsNotInTheKeyring() {
    tamper(TERM);

    assertThat(failure(daemon.refresh())).isEqualTo(new RefreshFailure.KeyTermUnknown());

    assertThat(log.levels()).containsExactly(Level.WARN);
    assertThat(daemon.holds.standing(TestDaemon.ID)).isEmpty();
  }

  /** Neither kept nor written: both failures are needed to see why. */
  @Test
  void warnsOfAJournalWithWhatPreventedTheRescue() {
    daemon.log.loseAppend(2);
    refuse("connection");

    assertThat(failure(daemon.refresh())).isEqualTo(new RefreshFailure.StoreUnavailable());

    assertThat(log.levels()).containsExactly(Level.WARN);
    assertThat(Objects.requireNonNull(log.events().getFirst().getThrowableProxy()).getSuppressed())
        .extracting(IThrowableProxy::getClassName)
        .contains(UnwrittenRowException.class.getName());
  }

  @Test
  void callsABugAnError() {
    daemon.server.beforeSending(
        () -> {
          throw new IllegalStateException("a bug");
        });

    assertThat(failure(daemon.refresh())).isEqualTo(new RefreshFailure.StoreUnavailable());

    assertThat(log.levels()).containsExactly(Level.ERROR);
  }

  @Test
  void callsAForgedRowAnErrorAndNamesItsConnection() {
    tamper(lastOfTheToken());

    daemon.refresh();

    assertThat(log.levels()).containsExactly(Level.ERROR);
    assertThat(log.lines()).singleElement().asString().contains(TestDaemon.ID.value());
  }

  /** After a restart nothing would hold it back. */
  @Test
  void callsAQuarantineThatIsNotDurableAnotherError() {
    tamper(lastOfTheToken());
    refuse("hold");

    daemon.refresh();

    assertThat(log.levels()).containsExactly(Level.ERROR, Level.ERROR);
    assertThat(log.lines().getLast()).contains("not durable").contains(TestDaemon.ID.value());
  }

  private void refuse(String written) {
    daemon.stores.beforeWrite(
        kind -> {
          if (kind.equals(written)) {
            throw new StoreUnavailableException("full");
          }
        });
  }

  private int lastOfTheToken() {
    return token(daemon.row()).length - 1;
  }

  private void tamper(int place) {
    Connection before = daemon.row();
    Grant grant = Objects.requireNonNull(before.grant());
    byte[] bytes = token(before);
    bytes[place] ^= 2;
    Connection after =
        before
            .withTokens(grant.withRefreshToken(new Envelope(bytes), grant.fingerprint()), null)
            .nextRevision();
    daemon.locks.<Boolean>whileHolding(
        before.id(), lock -> daemon.connections().replace(lock, before, after));
  }

  private static byte[] token(Connection row) {
    Grant grant = Objects.requireNonNull(row.grant());
    return Objects.requireNonNull(grant.refreshToken()).bytes();
  }
}

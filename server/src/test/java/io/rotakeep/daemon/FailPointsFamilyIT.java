package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that takes a token that comes again for a theft. */
final class FailPointsFamilyIT extends FailPointsSuite {
  /** The steps of a recovery; what the step before left need not have reached the disk. */
  private static final List<FailPoint> RECOVERING = List.of(FailPoint.STORED, FailPoint.SETTLED);

  FailPointsFamilyIT() {
    super(Server.FAMILY);
  }

  /** A crash around the answer, and then one recovery after the other that does not get far. */
  @ParameterizedTest
  @EnumSource(
      value = FailPoint.class,
      names = {"SENT", "KEPT"})
  void comesToTheSameHoweverOftenARecoveryEnds(FailPoint point) throws Exception {
    try (AuthorizationServerDouble server = Server.FAMILY.start()) {
      String token = enrol(server);
      try (var mortal = MortalDaemon.dyingAt(point, data());
          var caller = new OneConnection(mortal.address())) {
        assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(caller::refresh);
        assertThat(mortal.awaitEnd()).isEqualTo(MortalDaemon.KILLED);
      }

      for (FailPoint again : RECOVERING) {
        MortalDaemon.dieWhileStarting(again, data());
      }
      MortalDaemon.killWhileStarting(Duration.ofMillis(900), data());

      assertSurvives(server, point.fate, token);
    }
  }
}

package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.Rewrap;
import io.rotakeep.v1.RotateKeysResponse;
import io.rotakeep.v1.SealType;
import io.rotakeep.v1.StateCount;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.TestNoticesResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorCommandTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void showsHowTheDaemonIs() {
    daemon.thenAnswers(
        SystemStatus.newBuilder()
            .setVersion("0.1.0")
            .setInitialized(true)
            .setSealType(SealType.SEAL_TYPE_KEY_FILE)
            .addConnections(
                StateCount.newBuilder()
                    .setState(ConnectionState.CONNECTION_STATE_ACTIVE)
                    .setCount(12))
            .build());

    var run = Run.on(daemon).of("operator", "status");

    assertThat(run.out())
        .isEqualTo(
            """
            version            0.1.0
            initialized        true
            sealed             false
            seal_type          KEY_FILE
            last_backup_time   none is known
            connections        12: 12 ACTIVE
            attempts_in_doubt  0
            open_incidents     0
            dev                false
            faults             none
            """);
  }

  @Test
  void putsAFaultAndItsMendUnderOneAnother() {
    daemon.thenAnswers(Samples.FAULTY);

    assertThat(Run.on(daemon).of("operator", "status").out().lines())
        .containsSubsequence(
            "fault              journal: the disk is full",
            "  since            2026-11-27T13:58:00Z",
            "  next step        make room on /var/lib/rotakeep");
  }

  @Test
  void addsAKeyTermAndSaysWhatIsToBeKept() {
    daemon.thenAnswers(RotateKeysResponse.newBuilder().setKeyTerm(2).build());

    var run = Run.on(daemon).of("operator", "rotate-keys");

    assertThat(run.out()).isEqualTo("key term 2 is in use\n");
    assertThat(run.err()).contains("keep a copy of the daemon's file `seal`");
  }

  @Test
  void showsHowFarTheRecordsAreUnderANewTerm() {
    daemon.thenAnswers(
        SystemStatus.newBuilder()
            .setKeyTerm(2)
            .setRewrap(Rewrap.newBuilder().setTotal(100_001).setDone(41_200))
            .build());

    assertThat(Run.on(daemon).of("operator", "status").out().lines())
        .contains("key_term           2", "rewrap             41200 of 100001 records");
  }

  @Test
  void saysWhatCameOfATestOfEachReceiver() {
    daemon.thenAnswers(Samples.TRIALS);

    var run = Run.on(daemon).of("operator", "test-notify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            RECEIVER  HOST               RESULT      TOOK
            ops       hooks.example.com  delivered   250ms
            smtp      mail.example.com   status 500  1s
            """);
  }

  @Test
  void failsAlsoWhereNobodyIsTold() {
    daemon.thenAnswers(TestNoticesResponse.getDefaultInstance());

    var run = Run.on(daemon).of("operator", "test-notify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).startsWith("nobody is told of incidents; see notify in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compliance report",
      })
  void saysPlainlyWhatThisReleaseDoesNotHave(String line) {
    var run = Run.on(daemon).of(line.split(" "));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("UNIMPLEMENTED: rotakeep ").contains("is not in this release");
    assertThat(Run.on(daemon).of("--help").out()).doesNotContain("compliance");
    assertThat(daemon.requests()).isEmpty();
  }
}

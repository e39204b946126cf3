package io.rotakeep.cli.demo;

import io.rotakeep.cli.trial.Crowd;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.client.AccessToken;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The kernel ends the daemon while callers are waiting for its answers. */
final class KillAndRecover implements Step {
  private static final int CALLERS = 1_000;
  private static final int ANSWERED_BEFORE = 50;

  @Override
  public String title() {
    return "kill -9 while %,d callers are asking, then start again".formatted(CALLERS);
  }

  @Override
  public StepResult perform(Stage stage) throws Exception {
    long generation = refresh(stage);
    long killed = stage.daemon().pid();
    Crowd.Answers caught = killAmid(stage);
    DaemonProcess second = stage.startDaemon();
    AccessToken first = stage.client().accessToken(Stage.CONNECTION);
    stage.patience().until(first.expiry());
    AccessToken next = stage.client().accessToken(Stage.CONNECTION);
    ServerReport report = stage.server().report();
    return StepResult.done(
        List.of(
            new Claim(
                "the daemon died in the middle of the calls",
                !caught.tokens().isEmpty() && !ProcessHandle.of(killed).isPresent(),
                "%,d answered, %,d cut off"
                    .formatted(caught.tokens().size(), caught.refusals().size())),
            new Claim(
                "the next one is ready on the same directory",
                second.pid() != killed,
                StartServers.seconds(second)),
            new Claim(
                "the connection goes on where it was",
                first.generation() >= generation && next.generation() == first.generation() + 1,
                "generation %d, then %d".formatted(first.generation(), next.generation())),
            new Claim(
                "no refresh token was presented twice",
                report.presentedMoreThanOnce().isEmpty() && report.reuseCount() == 0,
                "%d issued".formatted(report.refreshTokens().size()))),
        new Figure("kill -9: ready again", StartServers.seconds(second)));
  }

  /** A fresh token, so that no refresh is under way when the kernel strikes. */
  private static long refresh(Stage stage) {
    return ConnectionServiceGrpc.newBlockingStub(stage.client().channel())
        .refreshConnection(
            RefreshConnectionRequest.newBuilder().setConnection(Stage.CONNECTION).build())
        .getGeneration();
  }

  private static Crowd.Answers killAmid(Stage stage) throws Exception {
    var crowd = new Crowd(stage.client(), CALLERS);
    var someAnswered = new CountDownLatch(ANSWERED_BEFORE);
    try (var caller = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Crowd.Answers> asked = caller.submit(() -> crowd.ask(Stage.CONNECTION, someAnswered));
      someAnswered.await();
      stage.daemon().kill();
      return asked.get();
    }
  }
}

package io.rotakeep.cli.daemon;

import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.cli.session.Shell;
import io.rotakeep.daemon.Daemon;
import io.rotakeep.daemon.OwnProcess;
import io.rotakeep.daemon.ServiceNotice;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A daemon in this process, until the process is told to stop. */
final class ServerRun {
  private final Shell shell;

  ServerRun(Shell shell) {
    this.shell = shell;
  }

  /**
   * Returns when the lifetime ends.
   *
   * @param afterwards what is left to do when the daemon is closed, while the process ends
   */
  void of(DaemonSettings settings, StartFailures.Start<Daemon> start, Runnable afterwards)
      throws Exception {
    OwnProcess.harden();
    var daemon = StartFailures.told(start);
    shell
        .out()
        .println(
            "rotakeep is %s: grpc %s, http %s"
                .formatted(
                    daemon.isSealed() ? "sealed" : "ready",
                    grpc(daemon, settings),
                    Addresses.text(daemon.httpAddress())));
    shell.out().flush();
    if (daemon.isSealed()) {
      shell.err().println("next step: rotakeep operator unseal");
      shell.err().flush();
    }
    var notice = ServiceNotice.in(shell.environment());
    notice.ready();
    // On a thread of its own: the shutdown waits for the one that found this out.
    var _ =
        daemon
            .ended()
            .thenRun(
                () ->
                    Thread.ofPlatform()
                        .name("rotakeep-restart")
                        .start(() -> Runtime.getRuntime().exit(Daemon.RESTART)));
    shell
        .lifetime()
        .of(
            () -> {
              notice.stopping();
              daemon.close();
              afterwards.run();
            });
  }

  /** As clients are given them, by ROTAKEEP_ADDRESS. */
  private static String grpc(Daemon daemon, DaemonSettings settings) {
    var listen = settings.listen();
    return Stream.concat(
            Stream.ofNullable(listen.grpc()).map(_ -> Addresses.text(daemon.grpcAddress())),
            Stream.ofNullable(listen.unix()).map(socket -> "unix:" + socket.path()))
        .collect(Collectors.joining(" and "));
  }
}

package io.rotakeep.cli.demo;

import io.rotakeep.cli.trial.DaemonProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** An authorization server with strict rotation, and a daemon on an empty directory. */
final class StartServers implements Step {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  @Override
  public String title() {
    return "Start an authorization server and a daemon";
  }

  @Override
  public StepResult perform(Stage stage) throws Exception {
    DaemonProcess daemon = stage.startDaemon();
    return StepResult.done(
        List.of(
            new Claim(
                "the authorization server rotates, and ends all tokens on reuse",
                stage.server().report().tokenRequests() == 0,
                stage.server().issuer().toString()),
            new Claim(
                "the daemon runs as a process of its own and says that it is ready",
                status(daemon, "/readyz") == 200,
                seconds(daemon)),
            new Claim(
                "its data directory is closed to everybody else",
                closedToOthers(stage.dataDirectory()),
                "0700, files 0600")),
        new Figure("first start to ready", seconds(daemon)));
  }

  static String seconds(DaemonProcess daemon) {
    return "%.2f s".formatted(daemon.readyAfter().toMillis() / 1000.0);
  }

  private static int status(DaemonProcess daemon, String path)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(daemon.http(path)).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static boolean closedToOthers(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
          return false;
        }
      }
    }
    return true;
  }
}

package io.rotakeep.cli.demo;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.http.Form;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A thief uses a copy of the newest refresh token before the daemon does. */
final class Theft implements Step {
  private static final String METRIC = "rotakeep_rejections_total";

  @Override
  public String title() {
    return "A thief uses a copy of the refresh token";
  }

  @Override
  public StepResult perform(Stage stage) throws Exception {
    String stolen = newestToken(stage, stage.server().report());
    HttpResponse<String> booty = present(stage, stolen);
    ServerReport robbed = stage.server().report();
    refresh(stage);
    Optional<RotakeepException> refused = ask(stage);
    ServerReport after = stage.server().report();
    HttpResponse<String> secondTry = present(stage, newestToken(stage, robbed));
    return StepResult.done(
        List.of(
            new Claim(
                "the thief got tokens for it, and nobody noticed",
                booty.statusCode() == 200 && robbed.reuseCount() == 0,
                "status " + booty.statusCode()),
            new Claim(
                "when the daemon refreshed, the server's reuse detection fired",
                after.reuseCount() == 1 && presentations(after, stolen) == 2,
                after.reuseCount() + " reuse"),
            new Claim(
                "the thief's own tokens died with it",
                secondTry.statusCode() == 400 && secondTry.body().contains("invalid_grant"),
                "invalid_grant"),
            new Claim(
                "the daemon quarantined the connection and serves nothing",
                refused.filter(Theft::isQuarantine).isPresent(),
                refused.map(why -> why.status() + "/" + why.reason()).orElse("still served")),
            new Claim(
                "/metrics counts one unexplained rejection",
                rejections(stage).equals(List.of("1")),
                METRIC),
            new Claim(
                "the audit trail tells it",
                audited(stage.directory(), "CONNECTION_QUARANTINED"),
                "CONNECTION_QUARANTINED")),
        new Figure("reuse detections", after.reuseCount()));
  }

  private static String newestToken(Stage stage, ServerReport report) {
    return report.newest(stage.registration().id(), Stage.SUBJECT).orElseThrow().value();
  }

  private static HttpResponse<String> present(Stage stage, String token)
      throws IOException, InterruptedException {
    Form form =
        Form.of(
            "grant_type",
            "refresh_token",
            "client_id",
            stage.registration().id(),
            "refresh_token",
            token);
    HttpRequest request =
        HttpRequest.newBuilder(stage.server().endpoints().token())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.encoded()))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  /** Whatever the daemon answers to this, what counts is what it does afterwards. */
  private static void refresh(Stage stage) {
    try {
      ConnectionServiceGrpc.newBlockingStub(stage.client().channel())
          .refreshConnection(
              RefreshConnectionRequest.newBuilder().setConnection(Stage.CONNECTION).build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.FAILED_PRECONDITION) {
        throw e;
      }
    }
  }

  private static Optional<RotakeepException> ask(Stage stage) {
    try {
      stage.client().accessToken(Stage.CONNECTION);
      return Optional.empty();
    } catch (RotakeepException e) {
      return Optional.of(e);
    }
  }

  private static boolean isQuarantine(RotakeepException refused) {
    return refused.status() == Status.Code.FAILED_PRECONDITION
        && refused.reason().equals("CONNECTION_QUARANTINED");
  }

  private static long presentations(ServerReport report, String token) {
    return report.presentations().stream().map(Presentation::token).filter(token::equals).count();
  }

  /** The values of all lines of the counter that speak of unexplained rejections. */
  private static List<String> rejections(Stage stage) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(stage.daemon().http("/metrics")).build(),
              BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith(METRIC) && line.contains("\"unexplained\""))
          .map(line -> line.substring(line.lastIndexOf(' ') + 1).replaceFirst("\\.0$", ""))
          .toList();
    }
  }

  private static boolean audited(Path directory, String action) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(path -> path.toString().contains("audit")).toList()) {
        if (Files.isRegularFile(file) && Files.readString(file).contains(action)) {
          return true;
        }
      }
    }
    return false;
  }
}

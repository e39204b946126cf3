package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.v1.AnnounceEventRequest;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.ListProvidersResponse;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import io.rotakeep.v1.WithdrawEventRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderCommandTest {
  private static final Provider PROVIDER =
      Provider.newBuilder()
          .setName("okta-prod")
          .setIssuer("https://acme.okta.com")
          .setClient(
              ClientRegistration.newBuilder()
                  .setId("0oa1")
                  .setType(ClientType.CLIENT_TYPE_CONFIDENTIAL))
          .setRotation(
              Rotation.newBuilder()
                  .setRotationClass(RotationClass.ROTATION_CLASS_WINDOW)
                  .setWindow(com.google.protobuf.Duration.newBuilder().setSeconds(30)))
          .build();

  @TempDir Path dir;

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void appliesAFileWithTheSecretsBesideIt() throws IOException {
    Files.writeString(dir.resolve("secret"), "s3cr3t\n");
    var file =
        Files.writeString(
            dir.resolve("okta.yaml"),
            "name: okta-prod\nclient: {id: 0oa1, secrets: [{file: secret}]}\n");
    daemon.thenAnswers(PROVIDER);

    var run = Run.on(daemon).of("provider", "apply", "-f", file.toString(), "--etag=e1");

    assertThat(run.out().strip()).isEqualTo("provider okta-prod applied");
    var request = (ApplyProviderRequest) daemon.requests().getFirst();
    assertThat(request.getSecrets(0).getValue().toStringUtf8()).isEqualTo("s3cr3t");
    assertThat(request.getEtag()).isEqualTo("e1");
    assertThat(request.getRequestId()).isNotEmpty();
  }

  @Test
  void appliesStandardInput() {
    daemon.thenAnswers(PROVIDER);

    var run =
        Run.on(daemon).typing("name: okta-prod").of("provider", "apply", "-f", "-", "--dry-run");

    assertThat(run.out().strip()).isEqualTo("provider okta-prod would be applied");
    assertThat(((ApplyProviderRequest) daemon.requests().getFirst()).getDryRun()).isTrue();
  }

  @Test
  void sendsNothingOfAFileThatIsWrong() throws IOException {
    var file = Files.writeString(dir.resolve("p.yaml"), "name: p\nissuer: http://example.com\n");

    var run = Run.on(daemon).of("provider", "apply", "-f", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "INVALID_ARGUMENT: %s:2:9: issuer: plain http is for loopback only; use https%n"
                .formatted(file));
    assertThat(daemon.requests()).isEmpty();
  }

  @Test
  void saysWhereInTheFileItIsThatTheDaemonDoesNotAccept() throws IOException {
    var file = Files.writeString(dir.resolve("p.yaml"), "name: p\nrotation:\n  class: window\n");
    daemon.thenRefuses("rotation.class", "goes with a window");

    var run = Run.on(daemon).of("provider", "apply", "-f", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "INVALID_ARGUMENT: %s:3:3: rotation.class: goes with a window%n".formatted(file));
  }

  @Test
  void saysFromWhereInTheFileItIsMissing() throws IOException {
    var file = Files.writeString(dir.resolve("p.yaml"), "name: p\nrotation: {class: count}\n");
    daemon.thenRefuses("rotation.count", "is required for this class");

    var run = Run.on(daemon).of("provider", "apply", "-f", file.toString());

    assertThat(run.err()).contains(file + ":2:1: rotation.count: is required for this class");
  }

  @Test
  void namesTheFileThatIsMissing() {
    var missing = dir.resolve("none.yaml");

    var run = Run.on(daemon).of("provider", "apply", "-f", missing.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(missing + " does not exist");
  }

  @Test
  void announcesAnEventForAWhileOrUntilATime() {
    var announced = PROVIDER.toBuilder();
    announced.getAnnouncedEventBuilder().setComment("reset").getEndTimeBuilder().setSeconds(60);
    daemon.thenAnswers(announced.build()).thenAnswers(announced.build());

    var run =
        Run.on(daemon)
            .of("provider", "announce-event", "okta-prod", "--for=36h", "--comment=secret reset");
    Run.on(daemon)
        .of(
            "provider",
            "announce-event",
            "okta-prod",
            "--until=1970-01-01T00:01:00Z",
            "--comment=c");

    assertThat(run.out().strip())
        .isEqualTo(
            "event announced at okta-prod until 1970-01-01T00:01:00Z; rotakeep provider"
                + " announce-event okta-prod --withdraw ends it");
    var first = (AnnounceEventRequest) daemon.requests().getFirst();
    assertThat(first.getDuration().getSeconds()).isEqualTo(36 * 3600);
    assertThat(first.getComment()).isEqualTo("secret reset");
    assertThat(first.getRequestId()).isNotEmpty();
    assertThat(((AnnounceEventRequest) daemon.requests().getLast()).getEndTime().getSeconds())
        .isEqualTo(60);
  }

  @Test
  void withdrawsAnEvent() {
    daemon.thenAnswers(PROVIDER);

    var run = Run.on(daemon).of("provider", "announce-event", "okta-prod", "--withdraw");

    assertThat(run.out().strip()).isEqualTo("no event is announced at okta-prod any more");
    assertThat(((WithdrawEventRequest) daemon.requests().getFirst()).getName())
        .isEqualTo("okta-prod");
  }

  @Test
  void listsAndShowsProviders() {
    daemon
        .thenAnswers(ListProvidersResponse.newBuilder().addProviders(PROVIDER).build())
        .thenAnswers(PROVIDER);

    assertThat(Run.on(daemon).of("provider", "list").out())
        .isEqualTo(
            """
            NAME       PRESET  ISSUER                 CLIENT  TYPE          ROTATION
            okta-prod          https://acme.okta.com  0oa1    CONFIDENTIAL  WINDOW
            """);
    assertThat(Run.on(daemon).of("provider", "show", "okta-prod").out())
        .contains("client.type              CONFIDENTIAL", "rotation.window          30s");
  }
}

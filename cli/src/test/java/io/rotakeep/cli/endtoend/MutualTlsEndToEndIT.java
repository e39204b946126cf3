package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.rotakeep.client.RotakeepException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.NoticeTrial;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TestNoticesRequest;
import io.rotakeep.v1.TestNoticesResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The story on a daemon that runs by its file and knows callers by their certificates. */
final class MutualTlsEndToEndIT extends EndToEndSuite {
  private @Nullable ConfiguredHome home;
  private @Nullable WebhookReceiver receiver;

  @Override
  protected AuthorizationServer startServer(Duration accessTokenLife) {
    return AuthorizationServerDouble.start(
        DoubleSettings.standard().withAccessTokenLife(accessTokenLife));
  }

  @Override
  protected String preset() {
    return "generic";
  }

  @Override
  protected DaemonUnderTest daemonIn(Path directory) throws IOException {
    home = ConfiguredHome.in(directory);
    receiver = WebhookReceiver.start();
    home.tell(receiver.address(), receiver.key());
    return new DaemonUnderTest(
        home.launch().with("ROTAKEEP_LOG_LEVEL", "TRACE"), home.as("ops", ConfiguredHome.OPERATOR));
  }

  @Test
  @Order(20)
  void servesAReaderOnlyWhatThePolicyNames() {
    try (var reader = daemon().connect(home().as("crm", ConfiguredHome.READER))) {
      assertThat(reader.accessToken("story/public").value()).isNotEmpty();
      assertThatExceptionOfType(RotakeepException.NotAllowed.class)
          .isThrownBy(() -> reader.accessToken("story/confidential-post"));
      assertThatExceptionOfType(RotakeepException.NotAllowed.class)
          .isThrownBy(() -> reader.accessToken("story/does-not-exist"));
    }
  }

  @Test
  @Order(21)
  void refusesStrangers() {
    try (var stranger = daemon().connect(home().as("eve", "spiffe://example.org/eve"));
        var nobody = daemon().connect(home().asNobody())) {
      assertThatExceptionOfType(RotakeepException.NotAllowed.class)
          .isThrownBy(() -> stranger.accessToken("story/public"));
      assertThatExceptionOfType(RotakeepException.class)
          .isThrownBy(() -> nobody.accessToken("story/public"));
    }
  }

  @Test
  @Order(22)
  void tellsTheirReceiverOfTheTheftAndNoToken() {
    WebhookReceiver told = requireNonNull(receiver);

    await()
        .untilAsserted(
            () ->
                assertThat(told.believed())
                    .anySatisfy(
                        body ->
                            assertThat(body)
                                .contains(
                                    "\"incident.opened\"",
                                    "\"REJECTED_UNEXPLAINED\"",
                                    "\"imported/one\"")));
    TestNoticesResponse tried =
        SystemServiceGrpc.newBlockingStub(daemon().client().channel())
            .testNotices(TestNoticesRequest.getDefaultInstance());

    assertThat(tried.getTrialsList())
        .singleElement()
        .returns("ops", NoticeTrial::getReceiver)
        .returns(true, NoticeTrial::getDelivered);
    assertThat(told.heard()).hasSameSizeAs(told.believed());
    String everything = String.join("\n", told.heard());
    assertThat(server().report().allTokensEverIssued())
        .isNotEmpty()
        .noneMatch(everything::contains);
  }

  @AfterAll
  void stopTheReceiver() {
    if (receiver != null) {
      receiver.close();
    }
  }

  private ConfiguredHome home() {
    return requireNonNull(home);
  }
}

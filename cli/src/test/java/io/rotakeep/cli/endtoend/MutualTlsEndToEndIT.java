package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.client.RotakeepException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The story on a daemon that runs by its file and knows callers by their certificates. */
final class MutualTlsEndToEndIT extends EndToEndSuite {
  private @Nullable ConfiguredHome home;

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

  private ConfiguredHome home() {
    return requireNonNull(home);
  }
}

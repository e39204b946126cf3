package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;

import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The story on the double. */
final class DoubleEndToEndIT extends EndToEndSuite {
  private @Nullable AuthorizationServerDouble server;

  @Override
  protected AuthorizationServer startServer(Duration accessTokenLife) {
    server =
        AuthorizationServerDouble.start(
            DoubleSettings.standard().withAccessTokenLife(accessTokenLife));
    return server;
  }

  @Override
  protected Set<String> otherSecretsSeen() {
    return Stream.of("code", "code_verifier")
        .flatMap(
            field ->
                requireNonNull(server).requestsAt(Endpoint.TOKEN).stream()
                    .flatMap(request -> request.form().first(field).stream()))
        .filter(seen -> !seen.equals(ForeignApplication.VERIFIER))
        .collect(Collectors.toSet());
  }

  @Override
  protected String preset() {
    return "generic";
  }

  @Override
  protected DaemonUnderTest daemonIn(Path home) throws IOException {
    return DevelopmentDaemon.in(home);
  }
}

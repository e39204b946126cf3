package io.rotakeep.peers.spring;

import io.rotakeep.cli.endtoend.DaemonUnderTest;
import io.rotakeep.cli.endtoend.EndToEndSuite;
import io.rotakeep.peers.Shipped;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The story on Spring Authorization Server. */
final class SpringEndToEndIT extends EndToEndSuite {
  @Override
  protected AuthorizationServer startServer(Duration accessTokenLife) {
    return SpringAuthorizationServer.start(accessTokenLife);
  }

  @Override
  protected String preset() {
    return "spring-authorization-server";
  }

  @Override
  protected DaemonUnderTest daemonIn(Path home) throws IOException {
    return Shipped.daemonIn(home);
  }
}

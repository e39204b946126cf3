package io.rotakeep.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peer does what is measured of it, and against the same server as ours. */
class SpringClientsTest {
  private static final Duration LIFE = Duration.ofHours(1);

  @AutoClose
  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(DoubleSettings.standard());

  @TempDir Path directory;

  @Test
  void readsATokenThatLivesFromItsStore() {
    try (SpringClients clients = SpringClients.in(directory, server, Duration.ofSeconds(60))) {
      clients.adopt("a", "refresh-a", LIFE);

      assertThat(clients.token("a").getTokenValue()).isEqualTo("access-a");
      assertThat(server.report().tokenRequests()).isZero();
    }
  }

  @Test
  void rotatesAtEveryCallWhenToldToBeEarly() {
    try (SpringClients clients = SpringClients.in(directory, server, LIFE.multipliedBy(48))) {
      clients.adopt("a", server.grant(server.client(ClientKind.PUBLIC), "a", "api"), LIFE);

      String first = clients.token("a").getTokenValue();
      String second = clients.token("a").getTokenValue();

      assertThat(second).isNotEqualTo(first);
      assertThat(server.report().tokenRequests()).isEqualTo(2);
      assertThat(server.report().reuseCount()).isZero();
    }
  }
}

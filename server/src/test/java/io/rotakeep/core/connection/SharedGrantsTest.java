package io.rotakeep.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.provider.AuthorizationRules;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.TestDaemon;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SharedGrantsTest {
  private static final ConnectionId SECOND = new ConnectionId("acme/two");
  private static final Provider KEEPING_TWO = keeping(2);

  private final TestDaemon daemon = TestDaemon.enrolled(KEEPING_TWO);
  private final SharedGrants grants =
      new SharedGrants(daemon.connections(), daemon.stores.lineage(), daemon.holds);

  /** The refresh of one must not fail for the row of another. */
  @Test
  void aBrokenRowIsLeftOutOfTheCount() {
    daemon.enrol(SECOND, KEEPING_TWO, daemon.server.enrol());
    assertThat(grants.crowd(KEEPING_TWO, daemon.row().grant()))
        .contains(new SharedGrants.Crowd(2, 2));

    daemon.stores.damage(SECOND);

    assertThat(grants.crowd(KEEPING_TWO, daemon.row().grant())).isEmpty();
  }

  private static Provider keeping(int grants) {
    Provider provider = SampleProviders.of(new RotationClass.Strict());
    AuthorizationRules rules = provider.authorization();
    return SampleProviders.authorization(
        provider,
        new AuthorizationRules(
            rules.redirectUri(), List.of(), List.of(), rules.scopes(), grants, false, false));
  }
}

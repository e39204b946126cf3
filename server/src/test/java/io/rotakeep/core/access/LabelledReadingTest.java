package io.rotakeep.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.caller.Labelling;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.enrollment.ConnectionChanges;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.quota.QuotaObserver;
import io.rotakeep.core.quota.Quotas;
import io.rotakeep.core.rotation.MapCache;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.rotation.TestDaemon;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a label lets read, from the moment it is given until it is taken. */
final class LabelledReadingTest {
  private static final Caller CRM = new Caller(new CallerId.DnsName("crm"));
  private static final ConnectionId UNKNOWN = new ConnectionId("acme/nobody");

  private final TestDaemon daemon =
      TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));
  private final AccessTokens tokens = tokens(Map.of("team", "crm"));

  @BeforeEach
  void cached() {
    daemon.refresh();
  }

  @Test
  void readsWhatCarriesTheLabelAndNothingElse() {
    assertThat(tokens.get(ask(TestDaemon.ID))).isInstanceOf(AccessResult.NotAllowed.class);

    relabel(Map.of("team", "crm", "other", "x"));

    assertThat(tokens.get(ask(TestDaemon.ID))).isInstanceOf(AccessResult.Granted.class);
  }

  @Test
  void aHitByLabelTouchesNoStore() {
    relabel(Map.of("team", "crm"));
    tokens.get(ask(TestDaemon.ID));
    daemon.stores.goAway(true);

    assertThat(tokens.getAtOnce(ask(TestDaemon.ID))).isInstanceOf(AccessResult.Granted.class);
  }

  @Test
  void aLabelThatIsTakenEndsItWithTheNextCall() {
    relabel(Map.of("team", "crm"));
    tokens.get(ask(TestDaemon.ID));

    relabel(Map.of("team", "erp"));

    assertThat(tokens.getAtOnce(ask(TestDaemon.ID))).isNull();
    assertThat(tokens.get(ask(TestDaemon.ID))).isInstanceOf(AccessResult.NotAllowed.class);
  }

  @Test
  void alsoOnceTheTokenHasLeftTheCache() {
    relabel(Map.of("team", "crm"));
    daemon.tokens.evictAll();
    assertThat(tokens.get(ask(TestDaemon.ID))).isInstanceOf(AccessResult.Granted.class);
    daemon.tokens.evictAll();

    relabel(Map.of());

    assertThat(tokens.get(ask(TestDaemon.ID))).isInstanceOf(AccessResult.NotAllowed.class);
  }

  @Test
  void aTokenReadFromAnOlderRowIsNotKeptUnderItsLabels() {
    relabel(Map.of("team", "crm"));
    var older = daemon.row();
    relabel(Map.of("team", "erp"));
    daemon.tokens.evictAll();

    daemon.engine.storedTokens().serve(older);

    assertThat(daemon.cache.find(TestDaemon.ID)).isNull();
    assertThat(tokens.get(ask(TestDaemon.ID))).isInstanceOf(AccessResult.NotAllowed.class);
  }

  @Test
  void unknownAndForbiddenOnesAreToldAlike() {
    assertThat(tokens.getAtOnce(ask(TestDaemon.ID))).isNull();
    assertThat(tokens.getAtOnce(ask(UNKNOWN))).isNull();
    assertThat(tokens.get(ask(UNKNOWN))).isEqualTo(tokens.get(ask(TestDaemon.ID)));
    // A token at hand makes the forbidden one no faster.
    assertThat(readsOf(UNKNOWN)).isEqualTo(readsOf(TestDaemon.ID)).isEqualTo(1);

    daemon.stores.goAway(true);

    assertThat(tokens.get(ask(TestDaemon.ID)))
        .isEqualTo(tokens.get(ask(UNKNOWN)))
        .isEqualTo(new AccessResult.Failed(new RefreshFailure.StoreUnavailable()));
  }

  private long readsOf(ConnectionId id) {
    long before = daemon.stores.reads();
    assertThat(tokens.get(ask(id))).isInstanceOf(AccessResult.NotAllowed.class);
    return daemon.stores.reads() - before;
  }

  private void relabel(Map<String, String> labels) {
    ConnectionChanges changes =
        new ConnectionChanges(
            daemon.connections(),
            daemon.locks,
            daemon.secrets,
            new RowAge(daemon.journal, daemon.stores.lineage()),
            daemon.holds,
            daemon.cache,
            daemon.audit,
            daemon.clock);
    assertThat(changes.relabel(TestDaemon.ID, labels, Labelling.ofAnybody(daemon.clock), "r"))
        .isPresent();
  }

  private static AccessRequest ask(ConnectionId id) {
    return new AccessRequest(CRM, id, Duration.ZERO, null, TestDaemon.PATIENCE, "");
  }

  private AccessTokens tokens(Map<String, String> labels) {
    Policies policies =
        new Policies(
            List.of(
                new Policy("p", List.of("dns:crm"), List.of(), labels, Set.of(Role.READER), null)),
            daemon.clock);
    Quotas quotas = new Quotas(List.of(), daemon.clock, QuotaObserver.NOBODY);
    return new AccessTokens(
        () -> policies,
        daemon.cache,
        new MissedTokens(
            daemon.stores.connections(),
            daemon.stores.providers(),
            daemon.holds,
            daemon.engine.storedTokens(),
            daemon.engine.flights(),
            daemon.clock),
        new RefreshAhead(daemon.engine.flights(), new MapCache<>()),
        () -> quotas,
        daemon.audit,
        false,
        (_, _) -> {},
        daemon.clock);
  }
}

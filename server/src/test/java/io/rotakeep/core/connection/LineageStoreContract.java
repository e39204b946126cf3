package io.rotakeep.core.connection;

import static io.rotakeep.core.connection.Samples.NOW;
import static io.rotakeep.core.connection.Samples.active;
import static io.rotakeep.core.connection.Samples.fingerprint;
import static io.rotakeep.core.connection.Samples.id;
import static io.rotakeep.core.connection.Samples.rotated;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.LineageStore.Ancestor;
import io.rotakeep.core.connection.LineageStore.Resting;
import io.rotakeep.core.connection.LineageStore.RestingQuery;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link LineageStore} keeps to. */
public abstract class LineageStoreContract extends StoreContract {

  @Test
  void remembersTheFingerprintOfEveryGeneration() {
    Connection first = active("a");
    create(first);
    replace(first, rotated(first));

    assertThat(lineage().findAncestor(fingerprint("a", 1)))
        .contains(new Ancestor(id("a"), new Generation(1), false, new Generation(2)));
    assertThat(lineage().findAncestor(fingerprint("a", 2)))
        .contains(new Ancestor(id("a"), new Generation(2), false, new Generation(2)));
    assertThat(lineage().findAncestor(fingerprint("a", 3))).isEmpty();
    assertThat(lineage().newest(first)).isEqualTo(new Generation(2));
  }

  /** As where somebody put an earlier row back before it was deleted. */
  @Test
  void buriesTheNewestGenerationWhateverTheRowSaid() {
    Connection first = active("a");
    create(first);
    Connection second = rotated(first);
    replace(first, second);
    delete(second, new Tombstone(id("a"), new Generation(1), 9, NOW));

    assertThat(lineage().findTombstone(id("a")))
        .contains(new Tombstone(id("a"), new Generation(2), 9, NOW));
  }

  @Test
  void keepsTheFirstOwnerOfAToken() {
    create(active("a"));
    Connection thief = active("b");
    Grant sameToken = thief.adopting(Samples.grant("a", 1), null, NOW).grant();

    create(thief.withTokens(sameToken, null));

    assertThat(lineage().findAncestor(fingerprint("a", 1)))
        .contains(new Ancestor(id("a"), new Generation(1), false, new Generation(1)));
  }

  @Test
  void keepsFingerprintsOfTheDeleted() {
    Connection connection = active("a");
    create(connection);
    delete(connection, tombstone(connection));

    assertThat(lineage().findAncestor(fingerprint("a", 1))).isPresent();
    assertThat(lineage().findTombstone(id("a"))).contains(tombstone(connection));
    assertThat(lineage().findTombstone(id("b"))).isEmpty();
  }

  @Test
  void hasNoTombstoneForWhatReturned() {
    Connection connection = active("a");
    create(connection);
    delete(connection, tombstone(connection));

    create(active("a"));

    assertThat(lineage().findTombstone(id("a"))).isEmpty();
    assertThat(lineage().forgetBefore(NOW.plusSeconds(1))).isZero();
    assertThat(lineage().findAncestor(fingerprint("a", 1))).isPresent();
  }

  @Test
  void forgetsTombstonesWithTheirFingerprints() {
    for (String id : new String[] {"old", "young", "alive"}) {
      create(active(id));
    }
    delete(active("old"), new Tombstone(id("old"), new Generation(1), 2, NOW.minusSeconds(1)));
    delete(active("young"), new Tombstone(id("young"), new Generation(1), 2, NOW));

    assertThat(lineage().forgetBefore(NOW)).isEqualTo(1);

    assertThat(lineage().findTombstone(id("old"))).isEmpty();
    assertThat(lineage().findAncestor(fingerprint("old", 1))).isEmpty();
    assertThat(lineage().findTombstone(id("young"))).isPresent();
    assertThat(lineage().findAncestor(fingerprint("young", 1))).isPresent();
    assertThat(lineage().findAncestor(fingerprint("alive", 1))).isPresent();
  }

  @Test
  void findsSiblingsInOrder() {
    GrantKey key = new GrantKey(URI.create("https://login.example.com"), "client", "shared");
    for (String id : new String[] {"c", "a", "b"}) {
      create(active(id).withTokens(withKey(id, key), null));
    }
    create(active("other"));

    assertThat(lineage().siblings(key, 10)).containsExactly(id("a"), id("b"), id("c"));
    assertThat(lineage().siblings(key, 2)).containsExactly(id("a"), id("b"));
    assertThat(lineage().siblings(new GrantKey(key.issuer(), "client", "nobody"), 10)).isEmpty();
  }

  @Test
  void listsWhatRestsTheLongestFirstPageByPage() {
    for (int i = 1; i <= 5; i++) {
      create(rested("c" + i, i));
    }
    create(rested("held", 9));
    stores().holds().write(Samples.signed(Samples.quarantined("held", 1)));

    List<Resting> first = lineage().resting(resting(null, 2));
    List<Resting> second = lineage().resting(resting(first.getLast(), 2));

    assertThat(first).extracting(Resting::connection).containsExactly(id("c5"), id("c4"));
    assertThat(first.getFirst().used()).isEqualTo(NOW.minusSeconds(5));
    assertThat(second).extracting(Resting::connection).containsExactly(id("c3"), id("c2"));
    assertThat(lineage().resting(resting(second.getLast(), 2))).isEmpty();
  }

  @Test
  void keepsApartWhatRestsSinceOneInstant() {
    create(rested("a", 3));
    create(rested("b", 3));

    List<Resting> first = lineage().resting(resting(null, 1));
    List<Resting> second = lineage().resting(resting(first.getFirst(), 1));

    assertThat(first).extracting(Resting::connection).containsExactly(id("a"));
    assertThat(second).extracting(Resting::connection).containsExactly(id("b"));
  }

  /** Since before a second ago. */
  private static RestingQuery resting(@Nullable Resting after, int limit) {
    return new RestingQuery(active("x").provider(), "ACTIVE", NOW.minusSeconds(1), after, limit);
  }

  private static Connection rested(String id, int seconds) {
    return Samples.lastUsed(id, NOW.minusSeconds(seconds));
  }

  @Test
  void knowsWhichTokenHasRestedLongest() {
    Connection resting = rested("a", 60);
    create(resting);
    create(active("b"));

    assertThat(lineage().longestUnused())
        .containsExactly(Map.entry(resting.provider().value(), NOW.minusSeconds(60)));
  }

  private static Grant withKey(String id, GrantKey key) {
    Grant grant = Samples.grant(id, 1);
    return new Grant(
        key,
        grant.tokenHost(),
        grant.loginHost(),
        grant.scopes(),
        grant.refreshToken(),
        grant.fingerprint(),
        grant.obtained(),
        grant.attributes());
  }

  private LineageStore lineage() {
    return stores().lineage();
  }
}

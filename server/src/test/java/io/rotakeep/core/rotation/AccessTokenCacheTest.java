package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.Validity;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What may be handed out, and who is told that it changed. */
class AccessTokenCacheTest {
  private static final ConnectionId ID = TestDaemon.ID;
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private final TestDaemon daemon =
      TestDaemon.enrolled(SampleProviders.of(new RotationClass.Family()));
  private final List<ConnectionId> told = new ArrayList<>();
  private Runnable atPut = () -> {};

  private final MapCache<ConnectionId, AccessToken> tokens = new MapCache<>();
  private final AccessTokenCache cache =
      new AccessTokenCache(new Watched(), daemon.holds, told::add);

  /** Lets something happen right after a token was put. */
  private final class Watched implements BoundedCache<ConnectionId, AccessToken> {
    @Override
    public @Nullable AccessToken find(ConnectionId id) {
      return tokens.find(id);
    }

    @Override
    public AccessToken merge(
        ConnectionId id, AccessToken token, BinaryOperator<AccessToken> newest) {
      AccessToken merged = tokens.merge(id, token, newest);
      atPut.run();
      return merged;
    }

    @Override
    public void remove(ConnectionId id) {
      tokens.remove(id);
    }
  }

  @Test
  void tellsOnceOfATokenThatWasNotThere() {
    assertThat(cache.publish(ID, token(2))).isTrue();
    assertThat(cache.publish(ID, token(2))).isTrue();
    assertThat(told).containsExactly(ID);

    cache.publish(ID, token(3));
    assertThat(told).hasSize(2);
    assertThat(cache.find(ID)).isEqualTo(tokens.find(ID)).isNotNull();
  }

  @Test
  void keepsTheNewerOneAndTellsNobodyOfAnOlder() {
    cache.publish(ID, token(3));

    assertThat(cache.publish(ID, token(2))).isTrue();

    assertThat(generation()).isEqualTo(new Generation(3));
    assertThat(told).hasSize(1);
  }

  @Test
  void publishesNothingUnderAHoldAndServesNothing() {
    cache.publish(ID, token(2));
    daemon.holds.quarantine(ID, Reason.OPERATOR, NOW);

    assertThat(cache.publish(ID, token(3))).isFalse();

    assertThat(cache.find(ID)).isNull();
    assertThat(generation()).isEqualTo(new Generation(2));
    assertThat(told).hasSize(1);
  }

  @Test
  void takesBackWhatAHoldOvertook() {
    atPut = () -> daemon.holds.quarantine(ID, Reason.OPERATOR, NOW);

    assertThat(cache.publish(ID, token(2))).isFalse();

    assertThat(tokens.find(ID)).isNull();
    assertThat(told).containsExactly(ID);
  }

  @Test
  void tellsOfAWithdrawal() {
    cache.publish(ID, token(2));

    cache.withdraw(ID);

    assertThat(cache.find(ID)).isNull();
    assertThat(told).hasSize(2);
  }

  private @Nullable Generation generation() {
    AccessToken there = tokens.find(ID);
    return there == null ? null : there.generation();
  }

  private static AccessToken token(long generation) {
    return new AccessToken(
        SecretBytes.copyOfAscii("at-" + generation),
        "at:" + generation,
        "Bearer",
        Validity.starting(NOW, Duration.ofHours(1), Duration.ZERO),
        List.of(),
        Map.of(),
        SampleProviders.NAME,
        new Generation(generation),
        Map.of());
  }
}

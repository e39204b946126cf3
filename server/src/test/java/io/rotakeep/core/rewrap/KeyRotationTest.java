package io.rotakeep.core.rewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.file.KeyFileSeal;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.enrollment.Order;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.Seals;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.testkit.MutableClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
  private static final Order ORDER = new Order("uid:0", "every year", "request");

  @TempDir Path directory;

  @Test
  void addsNoTermThatTheAuditDoesNotTake() {
    KeyBarrier barrier = opened();
    Refusing audit = new Refusing(0);
    KeyRotation rotation = rotation(barrier, audit);

    assertThatThrownBy(() -> rotation.rotate(ORDER)).isInstanceOf(AuditUnavailableException.class);

    assertThat(barrier.keyring().currentTerm()).isEqualTo(new KeyTerm(1));
  }

  /** Nothing is told behind the act, so nothing hides that it was done. */
  @Test
  void saysThatATermWasAddedThoughTheAuditTakesNothingMore() {
    KeyBarrier barrier = opened();
    Refusing audit = new Refusing(1);

    assertThat(rotation(barrier, audit).rotate(ORDER))
        .isEqualTo(new KeyRotation.Result.Rotated(new KeyTerm(2)));

    assertThat(audit.taken).containsExactly("KEYS_ROTATED BEGUN");
  }

  private KeyRotation rotation(KeyBarrier barrier, AuditDevice audit) {
    return new KeyRotation(barrier, new MemoryMarks(), audit, MutableClock.standing());
  }

  private KeyBarrier opened() {
    SecureRandom random = new SecureRandom();
    KeyBarrier barrier =
        new KeyBarrier(
            new Seals(List.of(new KeyFileSeal(directory.resolve("seal.key"), random))),
            new FileSealStore(directory.resolve("seal")),
            random,
            new PlainKeyMemory());
    var _ = barrier.init(SealWish.of(SealKind.KEY_FILE));
    barrier.unseal(List.of());
    return barrier;
  }

  /** Takes so many records and no more. */
  private static final class Refusing implements AuditDevice {
    final List<String> taken = new ArrayList<>();
    private final int most;

    Refusing(int most) {
      this.most = most;
    }

    @Override
    public void record(AuditRecord audited) {
      if (taken.size() == most) {
        throw new AuditUnavailableException("full");
      }
      taken.add(audited.action() + " " + audited.outcome());
    }

    @Override
    public void recordDurably(AuditRecord audited) {
      record(audited);
    }
  }
}

package io.rotakeep.core.seal;

import io.rotakeep.adapter.bouncycastle.ShamirSeal;
import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.file.KeyFileSeal;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.MutableClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store of sealed keys on a disk, and a daemon that notes when its work begins and ends. */
final class SealBed implements SealDesk.Work, AuditDevice {
  static final Operator OPERATOR = new Operator("uid:0", "request");

  final MutableClock clock = MutableClock.standing();
  final List<String> told = new ArrayList<>();
  final CostlySeal passphrases = new CostlySeal();
  final PlainKeyMemory memory = new PlainKeyMemory();
  final KeyBarrier barrier;
  final SealDesk desk;
  boolean unableToBegin;
  boolean brokenBeginning;
  boolean auditBroken;

  /** A record that the audit does not take, as {@link #told} has it; null for none. */
  @Nullable String untold;

  private final Path directory;

  SealBed(Path directory) {
    this.directory = directory;
    this.barrier = barrier();
    this.desk = new SealDesk(barrier, this, this, clock);
  }

  /** As another process finds the store. */
  KeyBarrier barrier() {
    SecureRandom random = new SecureRandom();
    return new KeyBarrier(
        new Seals(
            List.of(
                new KeyFileSeal(directory.resolve("seal.key"), random),
                new ShamirSeal(random),
                passphrases)),
        new FileSealStore(directory.resolve("seal")),
        random,
        memory);
  }

  List<SecretBytes> initShares(int count, int threshold) {
    return barrier.init(new SealWish(SealKind.SHAMIR, count, threshold, null)).shares();
  }

  void initPassphrase(String passphrase) {
    try (SecretBytes secret = SecretBytes.copyOfAscii(passphrase)) {
      var _ = barrier.init(new SealWish(SealKind.PASSPHRASE, 0, 0, secret));
    }
  }

  UnsealStep give(SecretBytes contribution) {
    return desk.unseal(OPERATOR, contribution);
  }

  UnsealStep give(String passphrase) {
    return give(SecretBytes.copyOfAscii(passphrase));
  }

  @Override
  public void begin() {
    told.add("begin " + (barrier.state() instanceof SealState.Unsealed));
    if (unableToBegin) {
      throw new IllegalStateException("the disk is away");
    }
    if (brokenBeginning) {
      throw new OutOfMemoryError("no thread");
    }
  }

  @Override
  public void end() {
    told.add("end " + desk.isOpen() + " " + (barrier.state() instanceof SealState.Unsealed));
  }

  @Override
  public void record(AuditRecord audited) {
    String line = audited.action() + " " + audited.outcome() + " " + audited.caller();
    if (auditBroken || line.equals(untold)) {
      throw new AuditUnavailableException("full");
    }
    told.add(line);
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    record(audited);
  }
}

package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.file.KeyFileSeal;
import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.adapter.sql.SqlStores;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.rewrap.KeyRotation;
import io.rotakeep.core.rewrap.RecordRewrap;
import io.rotakeep.core.rewrap.Rewrapper;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.Operator;
import io.rotakeep.core.seal.Rekeying;
import io.rotakeep.core.seal.SealDesk;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.Seals;
import io.rotakeep.core.seal.UnsealStep;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Keys in files, sealed by a key file, and unsealed. */
final class TestSeal implements AutoCloseable {
  private static final Operator OPERATOR = new Operator("uid:0", "test");

  final KeyBarrier barrier;
  final SealDesk desk;
  final SealHandling handling;
  final Rekeying rekeying;
  final UUID storeId;
  private final AuditDevice audit;
  private final InstantSource clock;

  TestSeal(Path directory, SecureRandom random, AuditDevice audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
    barrier =
        new KeyBarrier(
            new Seals(List.of(new KeyFileSeal(directory.resolve("seal.key"), random))),
            new FileSealStore(directory.resolve("keys")),
            random,
            new OffHeapKeyMemory());
    storeId = barrier.init(SealWish.of(SealKind.KEY_FILE)).storeId();
    desk = new SealDesk(barrier, new NoWork(), audit, clock);
    desk.unsealUnattended();
    handling =
        new SealHandling(desk, new SystemGrpcService.Node("0.1.0", "a", Instant.EPOCH, false));
    rekeying = new Rekeying(barrier, audit, clock, () -> "ceremony");
  }

  /** Nothing brings the records of these stores under a new term. */
  SystemGrpcService.Keys keys(
      SqlStores stores,
      RotationJournal journal,
      ConnectionSecrets secrets,
      ClientCredentialSource credentials) {
    RecordRewrap records =
        new RecordRewrap(
            stores.connections(),
            stores.providers(),
            new ConnectionLocks(),
            journal,
            new RowAge(journal, stores.lineage()),
            secrets,
            credentials);
    Rewrapper rewrapper =
        new Rewrapper(
            () -> barrier.keyring().currentTerm(),
            stores.connections(),
            stores.providers(),
            records,
            stores.rewrapMarks(),
            audit,
            clock,
            200);
    return new SystemGrpcService.Keys(
        rekeying,
        new KeyHandling(
            barrier, new KeyRotation(barrier, stores.rewrapMarks(), audit, clock), rewrapper));
  }

  void seal() {
    desk.seal(OPERATOR);
  }

  void unseal() {
    assertThat(desk.unseal(OPERATOR, null)).isEqualTo(new UnsealStep.Opened());
  }

  @Override
  public void close() {
    rekeying.close();
    barrier.close();
  }

  private static final class NoWork implements SealDesk.Work {
    @Override
    public void begin() {}

    @Override
    public void end() {}
  }
}

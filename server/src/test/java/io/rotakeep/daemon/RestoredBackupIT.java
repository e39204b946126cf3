package io.rotakeep.daemon;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.rotakeep.adapter.file.UnusableFileException;
import io.rotakeep.adapter.journal.FileWitness;
import io.rotakeep.adapter.journal.FileWriteAheadLog;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.rotation.StoreRefusedException;
import io.rotakeep.core.rotation.Witness;
import io.rotakeep.core.rotation.WitnessReading;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.RotationClass;
import io.rotakeep.v1.BackupRequest;
import io.rotakeep.v1.BackupResponse;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.SystemServiceGrpc;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup is taken of a daemon, which goes on; a store is made of it. */
@Timeout(120)
final class RestoredBackupIT {
  private static final int NOBODY = 65_534;

  @TempDir private Path directory;

  @Test
  void sendsNothingButWhatWasReleased() throws Exception {
    try (var server = server()) {
      backUpAndGoOn(server);
      loseTheStore();

      var restoration = Restoration.prepare(settings(), backup());
      assertThat(restoration.changesSince().orElseThrow()).isPositive();
      assertThat(restoration.contents().connectionsByProvider()).containsEntry("doubled", 2L);
      var _ = restoration.run(InstantSource.system());
      unlock();

      assertHeldUntilReleased(server);
    }
  }

  @Test
  void isDistrustedWithoutAWitnessAndBesideOneThatHasSeenNoMore() throws Exception {
    try (var server = server()) {
      backUp(server);
      assertLastBackup(true);
      loseTheStore();
      Path witness = settings().witness();
      Path lock = witness.resolveSibling(witness.getFileName() + ".lock");
      Files.delete(lock);
      byte[] asItWas = Files.readAllBytes(witness);
      restore();
      assertThat(Files.readAllBytes(witness)).isEqualTo(asItWas);
      assertThat(lock).as("it would be root's").doesNotExist();
      assertHeldUntilReleased(server);
      assertLastBackup(false);

      Files.delete(witness);
      Files.move(data(), directory.resolve("second"));
      restore();

      assertHeldUntilReleased(server);
    }
  }

  /** The disk that was given up comes back, and is put beside the witness of the restored store. */
  @Test
  void takesTheOldStoreForACopyOnceTheRestoredOneWentOn() throws Exception {
    try (var server = server()) {
      backUp(server);
      goOnForLong();
      loseTheStore();
      Files.delete(settings().witness());
      restore();
      try (var daemon = Daemon.start(settings());
          var one = new OneConnection(address(daemon), "copied/one")) {
        var _ = one.importFrom(server, OneConnection.FAMILY);
      }
      Files.move(data(), directory.resolve("restored"));
      Files.move(directory.resolve("lost"), data());
      long old = journalOf(data(), new NoWitness());
      try (Witness newer = FileWitness.open(settings().witness())) {
        assertThat(old).as("as far as the newer one").isGreaterThanOrEqualTo(seen(newer));
      }

      assertHeldUntilReleased(server);
    }
  }

  /** As a later process tells it. */
  private void assertLastBackup(boolean known) throws IOException {
    try (var daemon = Daemon.start(settings());
        var one = new OneConnection(address(daemon), "copied/one")) {
      assertThat(one.status().hasLastBackupTime()).isEqualTo(known);
    }
  }

  private void goOnForLong() throws IOException {
    try (var daemon = Daemon.start(settings());
        var one = new OneConnection(address(daemon), "copied/one")) {
      for (int n = 0; n < 10; n++) {
        one.refresh();
      }
    }
  }

  private long journalOf(Path data, Witness beside) {
    Path journal = data.resolve(StoreFiles.JOURNAL);
    UUID store = FileWriteAheadLog.storeIdIn(journal).orElseThrow();
    try (var log =
        FileWriteAheadLog.open(journal, store, FileWriteAheadLog.DEFAULT_SEGMENT_BYTES, beside)) {
      return log.position().last();
    }
  }

  private static long seen(Witness witness) {
    return ((WitnessReading.At) witness.read()).point().sequence();
  }

  @Test
  void refusesABackupThatChangesWhileItIsRestored() throws Exception {
    try (var server = server()) {
      backUp(server);
      loseTheStore();
      Files.move(backup(), directory.resolve("first.backup"));
      Files.move(directory.resolve("lost"), data());
      try (var daemon = Daemon.start(settings())) {
        take(daemon);
      }
      Files.move(backup(), directory.resolve("second.backup"));
      Files.move(data(), directory.resolve("lost"));
      Files.copy(directory.resolve("first.backup"), backup());
      var restoration = Restoration.prepare(settings(), backup());

      Files.move(directory.resolve("second.backup"), backup(), StandardCopyOption.REPLACE_EXISTING);

      assertThatExceptionOfType(StoreRefusedException.class)
          .isThrownBy(() -> restoration.run(InstantSource.system()))
          .withMessageContaining("was changed while it was read; nothing was made");
      assertThat(data()).doesNotExist();
    }
  }

  @Test
  void holdsNothingThatCanBeReadWithoutTheSealsKey() throws Exception {
    try (var server = server()) {
      backUpAndGoOn(server);
      List<String> secrets =
          Stream.concat(
                  server.report().refreshTokens().stream().map(token -> token.value()),
                  server.report().presentations().stream().map(Presentation::token))
              .toList();
      Traces traces = new Traces(secrets);

      assertThat(secrets).hasSizeGreaterThan(4);
      assertThat(traces.in(backup())).isEmpty();
      loseTheStore();
      var _ = Restoration.prepare(settings(), backup()).run(InstantSource.system());
      assertThat(traces.in(data())).isEmpty();
      assertThatExceptionOfType(RuntimeException.class)
          .as("the key is not in the backup")
          .isThrownBy(() -> Daemon.start(settings()));
      otherKey();
      assertThatExceptionOfType(UnsealFailedException.class)
          .isThrownBy(() -> Daemon.start(settings()));
    }
  }

  @Test
  void isForItsOwnerAlone() throws Exception {
    try (var server = server()) {
      backUp(server);
      loseTheStore();
      leaveAnEmptyPlaceThatIsTheirs();
      restore();

      assertThat(Files.getAttribute(data().resolve("seal"), "unix:uid")).isEqualTo(theirs());
      try (Stream<Path> files = Files.walk(data())) {
        assertThat(files)
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .endsWith("------"));
      }
      try (Stream<Path> beside = Files.list(directory)) {
        assertThat(beside).noneMatch(file -> file.toString().endsWith(".restoring"));
      }
    }
  }

  @Test
  void refusesAPlaceWhereSomethingIsAndAnotherStoresWitness() throws Exception {
    try (var server = server()) {
      backUp(server);

      assertThatExceptionOfType(UnusableFileException.class)
          .isThrownBy(() -> Restoration.prepare(settings(), backup()))
          .withMessageContaining("move it away: mv " + data());

      loseTheStore();
      Path other = directory.resolve("other");
      var _ = Daemon.initialize(MortalDaemon.settings(other));
      Daemon.start(MortalDaemon.settings(other)).close();
      Files.copy(
          MortalDaemon.settings(other).witness(),
          settings().witness(),
          StandardCopyOption.REPLACE_EXISTING);

      assertThatExceptionOfType(StoreRefusedException.class)
          .isThrownBy(() -> Restoration.prepare(settings(), backup()))
          .withMessageContaining("is the witness of store")
          .withMessageContaining("name that store's own witness");
      assertThat(data()).doesNotExist();
    }
  }

  private static AuthorizationServerDouble server() {
    return AuthorizationServerDouble.start(
        DoubleSettings.standard().withRotation(new RotationClass.Family()));
  }

  private void backUp(AuthorizationServerDouble server) throws IOException {
    var _ = Daemon.initialize(settings());
    try (var daemon = Daemon.start(settings());
        var one = new OneConnection(address(daemon), "copied/one");
        var two = new OneConnection(address(daemon), "copied/two")) {
      var _ = one.importFrom(server, OneConnection.FAMILY);
      var _ = two.importFrom(server, OneConnection.FAMILY);
      take(daemon);
    }
  }

  private void backUpAndGoOn(AuthorizationServerDouble server) throws IOException {
    backUp(server);
    try (var daemon = Daemon.start(settings());
        var one = new OneConnection(address(daemon), "copied/one");
        var two = new OneConnection(address(daemon), "copied/two")) {
      one.refresh();
      two.refresh();
    }
  }

  private void take(Daemon daemon) throws IOException {
    var channel =
        Grpc.newChannelBuilder(address(daemon), InsecureChannelCredentials.create()).build();
    try (OutputStream out = Files.newOutputStream(backup())) {
      Iterator<BackupResponse> chunks =
          SystemServiceGrpc.newBlockingStub(channel).backup(BackupRequest.getDefaultInstance());
      while (chunks.hasNext()) {
        chunks.next().getChunk().writeTo(out);
      }
    } finally {
      channel.shutdownNow();
    }
  }

  /** The key survives: it is kept elsewhere. In development it lies in the data directory. */
  private void loseTheStore() throws IOException {
    Files.move(data(), directory.resolve("lost"));
  }

  private void restore() throws IOException {
    var _ = Restoration.prepare(settings(), backup()).run(InstantSource.system());
    unlock();
  }

  private void unlock() throws IOException {
    Path key = key(data());
    Files.copy(directory.resolve("lost").resolve(key.getFileName()), key);
  }

  private void otherKey() throws IOException {
    Path other = directory.resolve("stranger");
    var _ = Daemon.initialize(MortalDaemon.settings(other));
    Files.copy(key(other), key(data()));
  }

  /** As a service manager makes it, with what a daemon leaves that found no store there. */
  private void leaveAnEmptyPlaceThatIsTheirs() throws IOException {
    Files.createDirectory(
        data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createFile(data().resolve("lock"));
    Files.setAttribute(data(), "unix:uid", theirs());
  }

  /** Root gives it to whom the place belongs to; others have their own places only. */
  private int theirs() throws IOException {
    int own = (int) Files.getAttribute(directory, "unix:uid");
    return own == 0 ? NOBODY : own;
  }

  private static Path key(Path data) {
    return requireNonNull(MortalDaemon.settings(data).seal().keyFile());
  }

  private void assertHeldUntilReleased(AuthorizationServerDouble server) throws IOException {
    int before = server.report().presentations().size();
    try (var daemon = Daemon.start(settings());
        var one = new OneConnection(address(daemon), "copied/one");
        var two = new OneConnection(address(daemon), "copied/two")) {
      assertHeld(one);
      assertHeld(two);
      assertThat(one.status().hasDistrustTime()).isTrue();
      assertThat(server.report().presentations()).hasSize(before);

      String fresh = one.importFrom(server, OneConnection.FAMILY);
      one.refresh();

      assertHeld(two);
      assertThat(server.report().presentations()).hasSize(before + 2);
      assertThat(server.report().presentations().getLast().token()).isEqualTo(fresh);
    }
    assertThat(server.report().reuseCount()).isZero();
  }

  private static void assertHeld(OneConnection caller) {
    assertThat(caller.look().getState()).isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED);
    assertThat(caller.look().getReason()).isEqualTo(ConnectionReason.CONNECTION_REASON_STALE_STORE);
    for (Runnable call : List.<Runnable>of(caller::refresh, caller::readAccessToken)) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(call::run)
          .withMessageContaining("FAILED_PRECONDITION");
    }
  }

  private static String address(Daemon daemon) {
    return "127.0.0.1:" + daemon.grpcAddress().getPort();
  }

  private Path backup() {
    return directory.resolve("store.backup");
  }

  private Path data() {
    return directory.resolve("data");
  }

  private DaemonSettings settings() {
    return MortalDaemon.settings(data());
  }
}

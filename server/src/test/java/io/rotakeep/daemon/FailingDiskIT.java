package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.faults.DiskFault;
import io.rotakeep.testkit.faults.FailingDisk;
import io.rotakeep.v1.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A whole daemon whose disk answers with errors. Nobody knows then what the journal's files hold:
 * it sends nothing, serves what lives, and ends once a new process would find a good disk.
 */
final class FailingDiskIT extends StoreFaultSuite {
  @Test
  void sendsNothingWhenTheJournalCannotBeForced() throws Exception {
    sendsNothingAndEndsForANewProcess(DiskFault.FORCE_FAILS, this::journal);
  }

  @Test
  void sendsNothingOnAFileSystemThatHasBecomeReadOnly() throws Exception {
    sendsNothingAndEndsForANewProcess(DiskFault.READ_ONLY, this::store);
  }

  private void sendsNothingAndEndsForANewProcess(DiskFault fault, Callable<List<Path>> files)
      throws Exception {
    try (var server = start()) {
      enrol(server, Seams.NONE);
      long known;
      try (var mortal = MortalDaemon.immortal(data());
          var caller = new OneConnection(mortal.address())) {
        known = caller.readAccessToken();
        try (var _ = failing(mortal, fault, files.call())) {
          int sent = server.report().presentations().size();
          known = refreshUntilRefused(caller, known);
          assertThat(server.report().presentations()).hasSize(sent);
          assertDegraded(mortal, caller, server, "journal", known);
          assertThat(mortal.isAlive()).isTrue();
        }
        assertThat(mortal.awaitEnd()).isEqualTo(Daemon.RESTART);
      }
      assertDoubted(server, known);
    }
  }

  @Test
  void refusesWhoWaitsForAnAnswerThatCannotBeForced() throws Exception {
    try (var server = start()) {
      enrol(server, Seams.NONE);
      long known;
      try (var mortal = MortalDaemon.immortal(data());
          var caller = new OneConnection(mortal.address())) {
        known = caller.readAccessToken();
        server.behaviour().tokenPace().hold();
        var refresh = CompletableFuture.supplyAsync(() -> refused(caller));
        server.behaviour().tokenPace().awaitHeld(1, LIMIT);
        try (var _ = failing(mortal, DiskFault.FORCE_FAILS, journal())) {
          server.behaviour().tokenPace().release();
          assertThat(refresh).succeedsWithin(LIMIT).isEqualTo(true);
          assertDegraded(mortal, caller, server, "journal", known);
        }
        assertThat(mortal.awaitEnd()).isEqualTo(Daemon.RESTART);
      }
      assertAdoptedOrDoubted(server, known);
    }
  }

  @Test
  void goesOnByItselfWhenTheDatabaseCanBeWrittenAgain() throws Exception {
    try (var server = start()) {
      enrol(server, Seams.NONE);
      try (var mortal = MortalDaemon.immortal(data());
          var caller = new OneConnection(mortal.address())) {
        long known = caller.readAccessToken();
        try (var _ = failing(mortal, DiskFault.READ_ONLY, List.of(database()))) {
          known = refreshUntilRefused(caller, known);
          assertDegraded(mortal, caller, server, "store", known);
        }
        refreshUntilDone(caller);
        assertRecovered(mortal, caller, known);
      }
    }
  }

  /**
   * The answer was written, and a process may die with it: whether the disk has it, nobody knows.
   */
  private void assertAdoptedOrDoubted(AuthorizationServerDouble server, long known)
      throws IOException {
    try (var survivor = Daemon.start(MortalDaemon.settings(data()));
        var caller = new OneConnection("127.0.0.1:" + survivor.grpcAddress().getPort())) {
      Connection found = caller.look();
      switch (found.getState()) {
        case CONNECTION_STATE_ACTIVE -> assertThat(found.getGeneration()).isEqualTo(known + 1);
        case CONNECTION_STATE_IN_DOUBT -> assertThat(found.getGeneration()).isEqualTo(known);
        default -> throw new AssertionError("neither: " + found.getState());
      }
      assertThat(caller.readAccessToken()).isEqualTo(found.getGeneration());
    }
    assertThat(server.report().presentations())
        .extracting(Presentation::outcome)
        .containsOnly(Presentation.Outcome.ROTATED);
  }

  private static FailingDisk failing(MortalDaemon mortal, DiskFault fault, List<Path> files) {
    try {
      return FailingDisk.under(mortal.pid(), fault, files);
    } catch (ToolUnavailableException e) {
      return Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  /** The audit's file is on another disk: without it nothing is handed out. */
  private List<Path> store() throws IOException {
    Path witness = MortalDaemon.settings(data()).witness();
    return Stream.of(journal().stream(), Stream.of(database(), witness))
        .flatMap(part -> part)
        .toList();
  }

  /** With the file by which the daemon finds out whether a new process could write. */
  private List<Path> journal() throws IOException {
    Path directory = data().resolve("journal");
    try (Stream<Path> files = Files.list(directory)) {
      return Stream.concat(files, Stream.of(directory.resolve(".rotakeep-disk-probe"))).toList();
    }
  }

  private Path database() {
    return data().resolve("rotakeep.mv.db");
  }
}

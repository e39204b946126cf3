package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.faults.DiskFault;
import io.rotakeep.testkit.faults.FailingDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Whether a token leaves a whole daemon before its record is on the disk. */
final class DurableReadsIT extends StoreFaultSuite {
  @Test
  void withholdsATokenWhoseRecordCannotBeForcedToTheDisk() throws Exception {
    try (AuthorizationServer _ = enrolled();
        MortalDaemon mortal = MortalDaemon.withDurableReads(data());
        OneConnection caller = new OneConnection(mortal.address())) {
      caller.readAccessToken();
      awaitForced();
      try (FailingDisk _ = failing(mortal)) {
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(caller::readAccessToken)
            .withMessageContaining("a required audit device does not take the record");
      }
    }
  }

  @Test
  void givesItBeforeThatUnlessItIsAskedForMore() throws Exception {
    try (AuthorizationServer _ = enrolled();
        MortalDaemon mortal = MortalDaemon.immortal(data());
        OneConnection caller = new OneConnection(mortal.address())) {
      long known = caller.readAccessToken();
      awaitForced();
      try (FailingDisk _ = failing(mortal)) {
        assertThat(caller.readAccessToken()).isEqualTo(known);
      }
    }
  }

  private AuthorizationServer enrolled() throws IOException {
    var server = start();
    enrol(server, Seams.NONE);
    return server;
  }

  /**
   * Until nothing is left to force in the background, where it would find the fault before a read
   * does: the newest head is remembered once it is on the disk with all lines before it.
   */
  private void awaitForced() {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              String last = Files.readAllLines(MortalDaemon.audit(data())).getLast();
              return last.contains("\"AUDIT_HEAD\"")
                  && remembered().contains(last.replaceAll(".*\"hash\":\"([^\"]*)\".*", "$1"));
            });
  }

  private String remembered() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(data(), "audit-head-*")) {
      return Files.readString(all.iterator().next(), StandardCharsets.ISO_8859_1);
    }
  }

  private FailingDisk failing(MortalDaemon mortal) {
    try {
      return FailingDisk.under(
          mortal.pid(), DiskFault.FORCE_FAILS, List.of(MortalDaemon.audit(data())));
    } catch (ToolUnavailableException e) {
      return Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }
}

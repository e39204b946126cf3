package io.rotakeep.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Why there is no talking to a daemon, in words: whose certificate, and which file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class UnreachableIT {
  @TempDir private static Path directory;

  private @Nullable ConfiguredHome home;
  private @Nullable DaemonUnderTest daemon;

  @BeforeAll
  void start() throws Exception {
    var configured = ConfiguredHome.in(directory);
    var started =
        new DaemonUnderTest(configured.launch(), configured.as("ops", ConfiguredHome.OPERATOR));
    home = configured;
    daemon = started;
    started.start();
  }

  @AfterAll
  void stop() {
    requireNonNull(daemon).close();
  }

  @Test
  void plaintextToADaemonThatSpeaksTls() throws Exception {
    assertThat(said(Map.of()))
        .startsWith("UNAVAILABLE: there is no talking to what listens at ")
        .contains("next step: if the daemon there speaks TLS, give --ca");
  }

  @Test
  void anotherAuthority() throws Exception {
    var stranger = TestCertificates.in(Files.createTempDirectory(directory, "other"));

    assertThat(said(Map.of("ROTAKEEP_CA", stranger.authority().toString())))
        .startsWith("UNAVAILABLE: the daemon's certificate is not signed by the authority we trust")
        .contains("it is now " + stranger.authority());
  }

  @Test
  void noCertificateOfOurs() throws Exception {
    assertThat(said(Map.of("ROTAKEEP_CA", authority())))
        .startsWith("UNAVAILABLE: the daemon at ")
        .contains("does not accept our certificate", "--cert and --key", "it is now none");
  }

  @Test
  void aCertificateOfAStranger() throws Exception {
    var stranger = TestCertificates.in(Files.createTempDirectory(directory, "eve"));
    TestIdentity eve = stranger.spiffe("eve", ConfiguredHome.OPERATOR);

    assertThat(
            said(
                Map.of(
                    "ROTAKEEP_CA", authority(),
                    "ROTAKEEP_CERT", eve.certificate().toString(),
                    "ROTAKEEP_KEY", eve.key().toString())))
        .contains("does not accept our certificate", "it is now " + eve.certificate());
  }

  private String authority() {
    return requireNonNull(home).authority().toString();
  }

  /** What the command says on standard error. */
  private String said(Map<String, String> environment) throws IOException {
    var all = new HashMap<>(environment);
    all.putIfAbsent("ROTAKEEP_ADDRESS", requireNonNull(daemon).process().grpcAddress());
    var said = new Commands(all, directory).run("operator", "status");
    assertThat(said.exit()).isEqualTo(1);
    return said.errors();
  }
}

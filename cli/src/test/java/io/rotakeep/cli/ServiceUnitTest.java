package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.tool.DebianTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped systemd unit, as systemd itself reads it. */
class ServiceUnitTest {
  private static final Path UNIT = Path.of("../config/systemd/rotakeep.service");
  private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

  /** How long the daemon lets refreshes land, see Daemon. */
  private static final int LANDING_SECONDS = 12;

  /** The program, and the libraries that not every machine has. */
  private static final List<String> PACKAGES =
      List.of(
          "systemd", "libsystemd-shared", "libapparmor1", "libip4tc2", "libkmod2", "libseccomp2");

  @TempDir Path dir;

  @Test
  void isUnderstoodByWholeLines() throws Exception {
    Path launcher = Files.createFile(dir.resolve("rotakeep"));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    String text = Files.readString(UNIT).replace("/opt/rotakeep/bin/rotakeep", launcher.toString());
    Path unit = Files.writeString(dir.resolve("rotakeep.service"), text);

    assertThat(analyze("verify", unit.toString())).isEmpty();
  }

  @Test
  void leavesLittleToReach() throws Exception {
    String report = analyze("security", "--offline=yes", "--no-pager", UNIT.toString());

    Matcher exposure = EXPOSURE.matcher(report);
    assertThat(exposure.find()).as(report).isTrue();
    System.out.println("systemd-analyze security: " + exposure.group());
    assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(2.0);
  }

  @Test
  void letsRefreshesLand() throws IOException {
    Matcher stop = Pattern.compile("(?m)^TimeoutStopSec=(\\d+)s$").matcher(Files.readString(UNIT));

    assertThat(stop.find()).isTrue();
    assertThat(Integer.parseInt(stop.group(1))).isGreaterThan(LANDING_SECONDS);
  }

  private static String analyze(String... arguments) throws Exception {
    DebianTool tool = tool();
    var command = new ArrayList<String>();
    command.add(tool.program().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    tool.environment()
        .forEach(
            (name, value) -> builder.environment().put(name, value + ":" + value + "/systemd"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static DebianTool tool() {
    try {
      return DebianTool.find("systemd-analyze", PACKAGES);
    } catch (ToolUnavailableException e) {
      return abort("no systemd-analyze: " + e.getMessage());
    }
  }
}

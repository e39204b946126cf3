package io.rotakeep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon as it is delivered and started by its launcher, and what another process of the same
 * user gets out of it. Where the tests run as root, that user is nobody: root reads everything.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class HardenedProcessIT {
  private static final String NOBODY = "65534";
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  @TempDir private Path scratch;
  private @Nullable Process daemon;

  @BeforeEach
  void givesTheUserTheDistribution() throws Exception {
    run(List.of("cp", "-rL", Path.of("target/dist").toAbsolutePath() + "/.", dist().toString()));
    for (String name : List.of("tmp", "work")) {
      Files.createDirectory(scratch.resolve(name));
    }
    if (ROOT) {
      run(List.of("chown", "-R", NOBODY + ":" + NOBODY, scratch.toString()));
    }
  }

  @AfterEach
  void ends() {
    if (daemon != null) {
      daemon.destroyForcibly();
    }
  }

  @Test
  void showsItsMemoryAndEnvironmentToNoOtherProcessOfItsUser() throws Exception {
    Process other = started(asUser(List.of("sleep", "120")));
    try {
      assumeTrue(
          opens(other.pid(), "mem"), "here no process may read another's memory in any case");
      long pid = startDaemon().pid();

      assertThat(opens(pid, "mem")).isFalse();
      assertThat(opens(pid, "environ")).isFalse();
      assertThat(opens(pid, "fd/0")).isFalse();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void givesNoDebuggerACore() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcore")), "gcore is not installed");
    Path core = scratch.resolve("work/core");

    Said said = run(asUser(List.of("gcore", "-o", core.toString(), "" + startDaemon().pid())));

    assertThat(said.exit()).isNotZero();
    assertThat(said.text()).contains("Operation not permitted");
    assertThat(filesIn("work")).isEmpty();
  }

  /** Root's attaching is refused by the JVM itself; that of its own user by the kernel before. */
  @Test
  void givesNobodyAHeapDump() throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    Path dump = scratch.resolve("work/heap");
    List<String> command = List.of(jcmd, "" + startDaemon().pid(), "GC.heap_dump", dump.toString());

    assertThat(run(command).exit()).isNotZero();
    assertThat(run(asUser(command)).exit()).isNotZero();
    assertThat(filesIn("work")).isEmpty();
  }

  @Test
  void takesNoOptionsFromTheEnvironment() throws Exception {
    Process started =
        startDaemon(
            "JAVA_TOOL_OPTIONS=-XX:-DisableAttachMechanism",
            "JDK_JAVA_OPTIONS=-Djdk.serialFilter=*",
            "_JAVA_OPTIONS=-XX:+HeapDumpOnOutOfMemoryError",
            "CLASSPATH=" + scratch);

    List<String> arguments =
        Stream.of(Files.readString(Path.of("/proc/" + started.pid() + "/cmdline")).split("\0"))
            .toList();
    assertThat(arguments)
        .contains("-XX:+DisableAttachMechanism", "-XX:-UsePerfData", "-Djdk.serialFilter=!*")
        .contains("-XX:-HeapDumpOnOutOfMemoryError", "-XX:+ExitOnOutOfMemoryError");
    assertThat(Files.readString(scratch.resolve("err"))).doesNotContain("Picked up");
  }

  @Test
  void endsWhenItsHeapIsFullAndKeepsNothingOfIt() throws Exception {
    Process started =
        started(launcher("ROTAKEEP_JAVA_OPTIONS=-Xmx12m -XX:+UseSerialGC", "ROTAKEEP_NO_AOT=1"));
    daemon = started;

    assertThat(started.waitFor()).isEqualTo(3);
    assertThat(filesIn("tmp")).noneMatch(name -> name.endsWith(".hprof"));
    assertThat(filesIn("work")).noneMatch(name -> name.endsWith(".hprof"));
  }

  @Test
  void dumpsNoCoreWhenItCrashesAndKeepsItsReportToItself() throws Exception {
    Process started = startDaemon();

    run(List.of("kill", "-SEGV", "" + started.pid()));

    assertThat(started.waitFor()).isNotZero();
    assertThat(filesIn("work")).noneMatch(name -> name.startsWith("core"));
    Path report = scratch.resolve("tmp/rotakeep-crash-" + started.pid() + ".log");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report)))
        .isEqualTo("rw-------");
  }

  private Process startDaemon(String... environment) throws IOException {
    Process started = started(launcher(environment));
    daemon = started;
    BufferedReader says = started.inputReader(UTF_8);
    String line = says.readLine();
    assertThat(line).as(Files.readString(scratch.resolve("err"))).contains("is ready");
    return started;
  }

  private List<String> launcher(String... environment) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "ROTAKEEP_NO_AOT=1"));
    command.addAll(List.of("TMPDIR=" + scratch.resolve("tmp"), "HOME=" + scratch));
    command.addAll(List.of(environment));
    command.addAll(List.of(dist().resolve("bin/rotakeep").toString(), "server", "--dev"));
    command.addAll(List.of("--data-dir", scratch.resolve("data").toString()));
    command.addAll(List.of("--grpc-address", "127.0.0.1:0", "--http-address", "127.0.0.1:0"));
    return asUser(command);
  }

  private static List<String> asUser(List<String> command) {
    if (!ROOT) {
      return command;
    }
    List<String> other = new ArrayList<>();
    other.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    other.addAll(command);
    return other;
  }

  /** Whether the user may open that file of another process of theirs. */
  private boolean opens(long pid, String file) throws Exception {
    String script = "exec 3</proc/" + pid + "/" + file;
    return run(asUser(List.of("/bin/sh", "-c", script))).exit() == 0;
  }

  private Process started(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .directory(scratch.resolve("work").toFile())
        .redirectError(scratch.resolve("err").toFile())
        .start();
  }

  private Said run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Said(process.waitFor(), text);
  }

  private List<String> filesIn(String directory) throws IOException {
    try (Stream<Path> files = Files.list(scratch.resolve(directory))) {
      return files.map(file -> "" + file.getFileName()).toList();
    }
  }

  private Path dist() {
    return scratch.resolve("dist");
  }

  private record Said(int exit, String text) {}
}

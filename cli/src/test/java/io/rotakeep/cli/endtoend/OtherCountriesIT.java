package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Processes that begin in a country where an I is not the capital of an i, a comma is a decimal
 * point, or digits are others: what they say is what they say elsewhere.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class OtherCountriesIT {
  private static final String VARIABLE = "JAVA_TOOL_OPTIONS";

  @TempDir private Path home;

  @Test
  void sayWhatTheySayElsewhere() throws IOException {
    Path bad = Files.writeString(home.resolve("bad.yaml"), settings());

    for (List<String> command :
        List.of(
            List.of("config", "schema", "daemon"),
            List.of("config", "schema", "provider"),
            List.of("config", "check", bad.toString()),
            List.of("pki", "init", "--algorithm", "RSA", "--dir", "pki"),
            List.of("connection", "list", "--state", "indoubt"))) {
      String here = said(in("en", "US"), command);
      assertThat(said(in("tr", "TR"), command)).isEqualTo(here);
      assertThat(said(in("ar", "EG"), command)).isEqualTo(here);
    }
  }

  @ParameterizedTest
  @CsvSource({"tr, TR", "ar, EG"})
  void serveAsTheyServeElsewhere(String language, String country) throws IOException {
    String there = in(language, country);
    Path log = Files.createDirectory(home.resolve("log"));
    DaemonLaunch launch = DaemonLaunch.development(home.resolve("data"), log).with(VARIABLE, there);

    try (DaemonProcess daemon = DaemonProcess.start(launch)) {
      Commands commands =
          new Commands(
              Map.of(VARIABLE, there, "ROTAKEEP_ADDRESS", daemon.grpcAddress()),
              Files.createDirectory(home.resolve("commands")));
      for (String state : List.of("in_doubt", "IN_DOUBT", "quarantined")) {
        Commands.Said list = commands.run("connection", "list", "--state", state);
        assertThat(list.exit()).as("%s", list.errors()).isZero();
      }
      assertThat(commands.run("provider", "presets").output()).contains("salesforce", "FAMILY");
    }
  }

  private static String in(String language, String country) {
    return "-Duser.language=" + language + " -Duser.country=" + country;
  }

  private String said(String options, List<String> command) throws IOException {
    Commands commands =
        new Commands(
            Map.of(VARIABLE, options, "ROTAKEEP_ADDRESS", "127.0.0.1:1"),
            Files.createDirectories(home.resolve("said")));
    Commands.Said said = commands.run(command.toArray(String[]::new));
    String errors =
        said.errors()
            .lines()
            .filter(line -> !line.contains(VARIABLE))
            .collect(Collectors.joining("\n"));
    return said.exit() + "\n" + said.output() + "\n" + errors;
  }

  /** Refused with two numbers in the message. */
  private static String settings() {
    return """
    data_dir: data
    listen: {unix: {path: /%s}}
    seal: {type: key-file, path: seal.key}
    audit: [{type: file, path: audit.jsonl}]
    policies:
      - {name: all, callers: ["uid:0"], connections: ["**"], roles: [auditor]}
    """
        .formatted("a".repeat(120));
  }
}

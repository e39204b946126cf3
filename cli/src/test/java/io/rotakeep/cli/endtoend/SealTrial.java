package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A store under a seal, its daemons, and what its operators do. */
final class SealTrial {
  private static final Pattern CEREMONY = Pattern.compile("ceremony ([0-9a-f]+):");

  private final Path home;
  private final Map<String, String> environment = new HashMap<>();

  SealTrial(Path home) {
    this.home = home;
    try {
      Files.createDirectory(home.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For daemons and commands to come. */
  void set(Map<String, String> variables) {
    environment.putAll(variables);
  }

  /** The daemon's file, with that seal. */
  void write(String seal) throws IOException {
    Path socket = home.resolve("s");
    int uid = (int) Files.getAttribute(home, "unix:uid");
    Files.writeString(
        home.resolve("rotakeep.yaml"),
        """
        data_dir: data
        witness: witness/witness
        listen:
          unix: {path: %s, mode: "0600"}
          http: {address: "127.0.0.1:0"}
        seal: %s
        audit: [{type: file, path: audit.jsonl}]
        policies:
          - {name: ops, callers: ["uid:%d"], connections: ["**"], roles: [operator]}
        """
            .formatted(socket, seal, uid));
    environment.put("ROTAKEEP_ADDRESS", "unix:" + socket);
  }

  String file() {
    return home.resolve("rotakeep.yaml").toString();
  }

  Commands.Said init() {
    return run("operator", "init", "--config", file());
  }

  DaemonProcess start() {
    DaemonLaunch launch = DaemonLaunch.configured(Path.of(file()), home.resolve("log"));
    for (var variable : environment.entrySet()) {
      launch = launch.with(variable.getKey(), variable.getValue());
    }
    return DaemonProcess.start(launch);
  }

  String status() {
    return run("operator", "status").output();
  }

  String give(String share) {
    return run("operator", "unseal", "--file", written("\r\n " + share + " \r\n")).output();
  }

  /** A secret in a file, which the next one takes the place of. */
  String written(String secret) {
    try {
      return Files.writeString(home.resolve("secret"), secret).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Commands.Said rekey(String... wish) {
    List<String> words = new ArrayList<>(List.of("operator", "rekey"));
    words.addAll(List.of(wish));
    return run(words.toArray(String[]::new));
  }

  static String ceremony(Commands.Said begun) {
    Matcher name = CEREMONY.matcher(begun.output());
    assertThat(name.find()).as(begun.output()).isTrue();
    return name.group(1);
  }

  Commands.Said step(String ceremony, String step, String secret) {
    return rekey(step, "--ceremony", ceremony, "--file", written(secret));
  }

  static List<String> shares(Commands.Said said) {
    return new ArrayList<>(
        said.output().lines().filter(line -> line.matches("[A-Za-z0-9+/]{64}")).toList());
  }

  Commands.Said run(String... arguments) {
    Commands.Said said = tried(arguments);
    assertThat(said.exit()).as(said.errors()).isZero();
    return said;
  }

  Commands.Said tried(String... arguments) {
    try {
      return new Commands(environment, home.resolve("log")).run(arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.SealFile;
import io.rotakeep.core.caller.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the daemon's file. Every setting of the documented file is known here: what this version
 * cannot do is refused by its name rather than passed over.
 */
public final class DaemonFile {
  private static final Pattern NODE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
  private static final String ONLY_NODE = "a";

  private DaemonFile() {}

  /**
   * Reads and checks the file, which is not followed if it is a link. Relative paths in it start
   * from its directory.
   *
   * @throws RefusedFileException if anything in it is wrong, missing or not in this version
   */
  public static DaemonSettings read(Path file) {
    Section root =
        Setting.in(file)
            .section(
                "data_dir",
                "witness",
                "store",
                "listen",
                "seal",
                "audit",
                "policies",
                "policies_file",
                "notify",
                "egress",
                "node");
    root.refuseForNow("notify", "leave it out and watch incidents by the API");
    root.refuseForNow("egress", "leave it out; the daemon connects directly");
    root.find("store").ifPresent(DaemonFile::checkStore);
    Path dataDir = dataDir(root);
    return new DaemonSettings(
        dataDir,
        witness(root, dataDir),
        ListenSection.read(
            root.require("listen", "write listen: {grpc: {tls: {cert: …, key: …, client_ca: …}}}")),
        seal(root),
        audit(root),
        policies(root),
        root.find("node").map(DaemonFile::node).orElse(ONLY_NODE));
  }

  private static void checkStore(Setting store) {
    Section section = store.section("type", "url", "user", "password");
    Setting type = section.require("type", "write type: h2");
    if (type.word(List.of("h2", "postgresql")).equals("postgresql")) {
      throw type.refused("postgresql is not in this version; write h2");
    }
    for (String key : List.of("url", "user", "password")) {
      section
          .find(key)
          .ifPresent(
              value -> {
                throw value.refused("goes with type: postgresql; the h2 store is in data_dir");
              });
    }
  }

  private static Path dataDir(Section root) {
    Setting setting = root.require("data_dir", "write data_dir: /var/lib/rotakeep");
    Path dir = setting.path();
    if (dir.getFileName() == null) {
      throw setting.refused("must not be the root directory; write /var/lib/rotakeep");
    }
    if (dir.toString().chars().anyMatch(c -> c == ';' || c < ' ')) {
      throw setting.refused("must be a path without ; and control characters; rename it");
    }
    return dir;
  }

  private static Path witness(Section root, Path dataDir) {
    var setting = root.find("witness");
    if (setting.isEmpty()) {
      return DaemonSettings.besides(dataDir);
    }
    Path witness = setting.get().path();
    if (real(witness).startsWith(real(dataDir))) {
      throw setting
          .get()
          .refused("must not be in data_dir: who restores one would restore both; move it");
    }
    return witness;
  }

  /** The path with the links of what exists of it followed. */
  private static Path real(Path path) {
    Path parent = path.getParent();
    if (parent == null || Files.exists(path)) {
      try {
        return path.toRealPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return real(parent).resolve(path.getFileName());
  }

  private static SealFile seal(Section root) {
    Section section =
        root.require("seal", "write seal: {type: key-file, path: /etc/rotakeep/seal.key}")
            .section("type", "path");
    Setting type = section.require("type", "write type: key-file");
    String word = type.word(List.of("key-file", "passphrase", "shamir", "pkcs11"));
    if (!word.equals("key-file")) {
      throw type.refused(word + " is not in this version; write key-file");
    }
    return new SealFile(section.require("path", "write path: /etc/rotakeep/seal.key").path());
  }

  private static List<Path> audit(Section root) {
    List<Path> files = new ArrayList<>();
    String mend = "write audit: [{type: file, path: /var/log/rotakeep/audit.jsonl}]";
    for (Setting item : root.require("audit", mend).items()) {
      Section section = item.section("type", "path");
      Setting type = section.require("type", "write type: file");
      if (type.word(List.of("file", "syslog")).equals("syslog")) {
        throw type.refused("syslog is not in this version; write file");
      }
      Setting path = section.require("path", "write path: /var/log/rotakeep/audit.jsonl");
      if (files.contains(path.path())) {
        throw path.refused("is the file of another audit device; give each its own");
      }
      files.add(path.path());
    }
    return files;
  }

  private static List<Policy> policies(Section root) {
    var inline = root.find("policies");
    var elsewhere = root.find("policies_file");
    if (inline.isPresent() && elsewhere.isPresent()) {
      throw elsewhere.get().refused("goes without policies; keep one of the two");
    }
    if (elsewhere.isPresent()) {
      Section file = Setting.in(elsewhere.get().path()).section("policies");
      return PolicyList.read(file.require("policies", PolicyList.MEND));
    }
    return PolicyList.read(root.require("policies", PolicyList.MEND));
  }

  private static String node(Setting node) {
    Setting name = node.section("name").require("name", "write name: a");
    if (!NODE.matcher(name.text()).matches()) {
      throw name.refused("must be 1 to 63 characters of a-z 0-9 . - and begin with no . or -");
    }
    return name.text();
  }
}

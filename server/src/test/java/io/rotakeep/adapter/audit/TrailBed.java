package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.audit.AuditWatcher;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.seal.SealedException;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A trail in a directory of its own, with keys, and what it told. */
final class TrailBed {
  static final UUID STORE = UUID.fromString("5e8e6b7a-0d63-4b0f-9c1e-2d7c3c9d1f00");

  final Path file;
  final Keyring keyring;
  final List<String> heads = new CopyOnWriteArrayList<>();
  final List<AuditTampering> tamperings = new CopyOnWriteArrayList<>();
  final List<Runnable> untold = new CopyOnWriteArrayList<>();
  volatile boolean sealed;
  volatile Duration ahead = Duration.ZERO;

  /** What happens under a device when it has told of a head. */
  volatile Runnable afterHead = () -> {};

  /** Whether an incident tells at once of what was found. */
  volatile boolean keepsIncidents = true;

  private final Path directory;

  TrailBed(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("audit.jsonl");
    this.keyring = keyringIn(directory.resolve("keyring"));
  }

  /** As it would have been remembered of the control line that many before the newest one. */
  Head headBefore(int lines) throws IOException {
    String text = Files.readString(file);
    List<String> control = text.lines().filter(line -> line.contains("AUDIT_")).toList();
    String line = control.get(control.size() - 1 - lines);
    ChainedLine read = ChainedLine.read(line.getBytes(StandardCharsets.US_ASCII), line.length());
    if (read == null) {
      throw new AssertionError(line);
    }
    long at = text.indexOf(line);
    String segment = line.replaceAll(".*\"segment\":\"([^\"]*)\".*", "$1");
    return new Head(segment, read.sequence(), at, at + line.length() + 1, read.hash());
  }

  /** The same for every process that works in the directory. */
  private static Keyring keyringIn(Path kept) {
    try {
      if (!Files.exists(kept)) {
        try (SecretBytes made =
            Keyring.generate(new SecureRandom(), new PlainKeyMemory()).encode()) {
          Files.write(kept, made.toByteArray());
        }
      }
      try (SecretBytes read = SecretBytes.owning(Files.readAllBytes(kept))) {
        return Keyring.decode(read, new PlainKeyMemory());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a process leaves that is killed after these records, in the middle of a line. */
  void crashAfter(String... callers) throws IOException {
    Map<Path, byte[]> left = new HashMap<>();
    try (FileAuditDevice device = open()) {
      for (String caller : callers) {
        device.recordDurably(record(caller));
      }
      left.put(file, Files.readAllBytes(file));
      left.put(headFile(), Files.readAllBytes(headFile()));
    }
    for (var one : left.entrySet()) {
      Files.write(one.getKey(), one.getValue());
    }
    Files.writeString(file, "{\"time\":\"2026-03", StandardOpenOption.APPEND);
  }

  /** Begins as every daemon does, and is unsealed then. */
  void unsealedRun(String caller) {
    sealed = true;
    try (FileAuditDevice device = open()) {
      sealed = false;
      device.keysAreThere();
      device.recordDurably(record(caller));
      device.keysAreThere();
      device.recordDurably(record(caller));
    }
  }

  void sealedRun(String caller) {
    sealed = true;
    try (FileAuditDevice device = open()) {
      device.recordDurably(record(caller));
    }
  }

  /** Of a directory: whether anything in it can be deleted or renamed. */
  static boolean mayChange(Path directory, String attribute) {
    try {
      return new ProcessBuilder("chattr", attribute, directory.toString())
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  /** Where the newest head is remembered. */
  Path headFile() throws IOException {
    try (var all = Files.list(directory)) {
      return all.filter(name -> name.getFileName().toString().startsWith("audit-head-"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** No head can be remembered until it is put back: the place is a link, which is refused. */
  void takeHeadFileAway() throws IOException {
    Path kept = Files.copy(headFile(), directory.resolve("head-away"));
    Path link = Files.createSymbolicLink(directory.resolve("head-link"), kept);
    Files.move(link, headFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  void putHeadFileBack() throws IOException {
    Files.move(directory.resolve("head-away"), headFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  FileAuditDevice open() {
    return open(new FileAuditSettings(file, directory));
  }

  FileAuditDevice open(long rotateBytes, int keep) {
    return open(new FileAuditSettings(file, rotateBytes, keep, directory));
  }

  private FileAuditDevice open(FileAuditSettings settings) {
    return FileAuditDevice.open(settings, tools());
  }

  /** As a device has it, without its thread. */
  Trail trail() throws IOException {
    return new Trail(new FileAuditSettings(file, directory), tools());
  }

  private FileAuditDevice.Tools tools() {
    AuditWatcher watcher =
        new AuditWatcher() {
          @Override
          public void head(String line) {
            heads.add(line);
            afterHead.run();
          }

          @Override
          public void tampered(AuditTampering found, Runnable kept) {
            tamperings.add(found);
            untold.add(kept);
            if (keepsIncidents) {
              kept.run();
            }
          }
        };
    return new FileAuditDevice.Tools(
        keys(), watcher, () -> InstantSource.system().instant().plus(ahead), new SecureRandom());
  }

  AuditKeys keys() {
    return new AuditKeys(this::keyring, STORE);
  }

  /** Checks hashes only. */
  AuditReport verify(Path... files) throws IOException {
    return new AuditVerifier(SegmentKeys.NONE, List.of()).verify(List.of(files));
  }

  /** Checks tags as well, with the keys of the keyring. */
  AuditReport verifyTags(Path... files) throws IOException {
    return new AuditVerifier(SegmentKeys.of(keys()), List.of()).verify(List.of(files));
  }

  /** The file that is written, and those beside it that belong to its trail. */
  Path[] files() throws IOException {
    try (var all = Files.list(directory)) {
      return all.filter(
              name ->
                  name.getFileName().toString().startsWith("audit.jsonl")
                      && !name.toString().contains("aside"))
          .toArray(Path[]::new);
    }
  }

  List<String> records(Path from) throws IOException {
    return Files.readAllLines(from).stream().filter(line -> !line.contains("\"AUDIT_")).toList();
  }

  List<String> callers(Path from) throws IOException {
    return records(from).stream()
        .map(line -> line.replaceAll(".*\"caller\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  List<AuditTampering.Sign> signs() {
    return tamperings.stream().map(AuditTampering::sign).toList();
  }

  static AuditRecord record(String caller) {
    return record(caller, Instant.EPOCH);
  }

  static AuditRecord record(String caller, Instant time) {
    return new AuditRecord(
        time,
        AuditAction.ACCESS_TOKEN_READ,
        AuditOutcome.SUCCEEDED,
        caller,
        "salesforce/acme",
        7,
        "",
        "",
        "");
  }

  private Keyring keyring() {
    if (sealed) {
      throw new SealedException("sealed");
    }
    return keyring;
  }
}

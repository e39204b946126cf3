package io.rotakeep.cli.pki;

import io.grpc.Status;
import io.rotakeep.cli.session.CliFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory of an authority. A file in it is whole and on disk before it has its name, and has
 * the name on disk before anybody is told: a revocation must not be undone by a power failure.
 */
record AuthorityFiles(Path directory) {
  /** What the authority's own files are called. */
  static final String NAME = "ca";

  private static final String CERTIFICATE = ".crt";
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");

  Path certificate(String name) {
    return directory.resolve(name + CERTIFICATE);
  }

  Path key(String name) {
    return directory.resolve(name + ".key");
  }

  Path revocations() {
    return directory.resolve(NAME + ".crl");
  }

  /** Held by the command that changes something. */
  Path lock() {
    return directory.resolve(NAME + ".lock");
  }

  /** Copies of all that was ever issued, by serial number. */
  List<Path> issued() throws IOException {
    if (!Files.isDirectory(archive())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(archive())) {
      return files.filter(it -> it.toString().endsWith(CERTIFICATE)).sorted().toList();
    }
  }

  Path issued(String serial) {
    return archive().resolve(serial + CERTIFICATE);
  }

  void create() throws IOException {
    createDurably(archive().toAbsolutePath());
  }

  /** Refuses to write over what is there. */
  void requireAbsent(Path file, String mend) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CliFailure(
          Status.Code.ALREADY_EXISTS, file + ": exists, and is not written over; " + mend);
    }
  }

  void writePublic(Path file, String text) throws IOException {
    write(file, text, PUBLIC);
  }

  void writePrivate(Path file, String text) throws IOException {
    write(file, text, PRIVATE);
  }

  private Path archive() {
    return directory.resolve("issued");
  }

  private static void createDurably(Path wanted) throws IOException {
    Path parent = wanted.getParent();
    if (parent == null || Files.isDirectory(wanted)) {
      return;
    }
    createDurably(parent);
    Files.createDirectories(wanted);
    syncDirectory(parent);
  }

  private static void write(Path file, String text, Set<PosixFilePermission> mode)
      throws IOException {
    FileAttribute<?> closed = PosixFilePermissions.asFileAttribute(PRIVATE);
    Path whole = Files.createTempFile(file.getParent(), ".new", "", closed);
    try {
      Set<OpenOption> options = Set.of(StandardOpenOption.WRITE);
      try (FileChannel channel = FileChannel.open(whole, options)) {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
        while (bytes.hasRemaining()) {
          int _ = channel.write(bytes);
        }
        Files.setPosixFilePermissions(whole, EnumSet.copyOf(mode));
        channel.force(true);
      }
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory(whole.resolveSibling("."));
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}

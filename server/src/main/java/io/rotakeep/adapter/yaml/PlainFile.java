package io.rotakeep.adapter.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The text of a settings file that nobody but its owner could have written. Who writes the daemon's
 * settings decides who gets tokens.
 */
final class PlainFile {
  private static final int LARGEST = 1 << 20;
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int ROOT = 0;

  private PlainFile() {}

  static String read(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw refused(file, kindOf(file) + "; give the path of a regular file");
      }
      requireOwnedAlone(file);
      return text(file, bytes(file));
    } catch (IOException e) {
      throw RefusedFileException.of(file.toString(), "cannot be read: " + reasonOf(e), e);
    }
  }

  private static String kindOf(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "is a symbolic link";
    }
    if (Files.isDirectory(file)) {
      return "is a directory";
    }
    if (Files.notExists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return "is no regular file";
  }

  private static void requireOwnedAlone(Path file) throws IOException {
    int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & WRITABLE_BY_OTHERS) != 0) {
      throw refused(file, "others than its owner may write it; chmod go-w " + file);
    }
    int owner = (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (owner != ROOT && owner != ownUser()) {
      throw refused(
          file,
          "is owned by uid %d; it must be root's or that of the user who runs this; chown it"
              .formatted(owner));
    }
  }

  /** Learnt from a new file, since Java tells no numeric user id. */
  private static int ownUser() throws IOException {
    Path probe = Files.createTempFile("rotakeep", null);
    try {
      return (int) Files.getAttribute(probe, "unix:uid");
    } finally {
      Files.delete(probe);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw refused(file, "is larger than 1 MiB; is it the right file?");
      }
      return bytes;
    }
  }

  private static String text(Path file, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw RefusedFileException.of(file.toString(), "is not UTF-8; save it as UTF-8", e);
    }
  }

  private static String reasonOf(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case java.nio.file.AccessDeniedException _ -> "this user may not read it";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static RefusedFileException refused(Path file, String rule) {
    return RefusedFileException.of(file.toString(), rule, null);
  }
}

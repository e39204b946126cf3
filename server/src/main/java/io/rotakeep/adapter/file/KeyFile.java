package io.rotakeep.adapter.file;

import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Set;

/** A file with a key of 32 bytes that its owner alone may read. */
final class KeyFile {
  private static final int KEY = 32;

  private final OwnerOnly owner;
  private final SecureRandom random;

  KeyFile(OwnerOnly owner, SecureRandom random) {
    this.owner = owner;
    this.random = random;
  }

  /**
   * Makes a new key, mode 0400 and durable; never overwrites one.
   *
   * @throws UnusableFileException if the file exists, or cannot be made where it is to be
   */
  void create(Path file) throws IOException {
    ByteBuffer key = ByteBuffer.allocateDirect(KEY);
    try (SecretBytes fresh = SecretBytes.random(KEY, random);
        FileChannel channel =
            FileChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                OwnerOnly.READ_ONLY_FILE)) {
      fresh.writeTo(key);
      key.flip();
      while (key.hasRemaining()) {
        channel.write(key);
      }
      channel.force(true);
      OwnerOnly.syncDirectory(parent(file));
    } catch (FileAlreadyExistsException e) {
      throw new UnusableFileException(file + ": there is a seal key already, it is kept", e);
    } catch (NoSuchFileException e) {
      Path directory = parent(file);
      throw new UnusableFileException(
          directory + ": there is no such directory; mkdir -m 700 " + directory, e);
    } catch (AccessDeniedException e) {
      throw new UnusableFileException(
          parent(file) + ": this user may make no file in it; let the daemon's user write there",
          e);
    } finally {
      wipe(key);
    }
  }

  /**
   * @throws UnusableFileException if it is not there, others may read it, or it is no key
   */
  SecretBytes read(Path file) throws IOException {
    try {
      owner.requireSecretFile(file);
    } catch (NoSuchFileException e) {
      throw new UnusableFileException(file + ": there is no seal key", e);
    }
    // Direct, since a channel copies through a buffer of its own that it keeps for the thread.
    ByteBuffer read = ByteBuffer.allocateDirect(KEY + 1);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      while (read.hasRemaining() && channel.read(read) >= 0) {
        // until the file ends, or proves too long
      }
      read.flip();
      if (read.remaining() != KEY) {
        throw new UnusableFileException(file + ": must hold exactly " + KEY + " bytes");
      }
      return SecretBytes.copyOf(read);
    } finally {
      wipe(read);
    }
  }

  static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  private static void wipe(ByteBuffer buffer) {
    buffer.clear();
    while (buffer.hasRemaining()) {
      buffer.put((byte) 0);
    }
  }
}

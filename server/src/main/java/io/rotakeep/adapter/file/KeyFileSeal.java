package io.rotakeep.adapter.file;

import io.rotakeep.core.seal.Seal;
import io.rotakeep.core.seal.SealParameters;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Set;

/** The seal of a daemon that starts unattended: 32 random bytes in a file of its user's own. */
public final class KeyFileSeal implements Seal {
  private static final String TYPE = "key-file";
  private static final int KEY = 32;

  private final Path file;
  private final OwnerOnly owner;

  public KeyFileSeal(Path file) {
    this(file, OwnerOnly.ofThisProcess());
  }

  KeyFileSeal(Path file, OwnerOnly owner) {
    this.file = file;
    this.owner = owner;
  }

  /**
   * Makes a new key, mode 0400 and durable; never overwrites one.
   *
   * @throws UnusableFileException if the file exists, or cannot be written
   */
  public static void create(Path file, SecureRandom random) {
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
    } catch (IOException e) {
      throw new UnusableFileException(file + ": the seal key cannot be written: " + e, e);
    } finally {
      wipe(key);
    }
  }

  @Override
  public SealParameters newParameters() {
    return new SealParameters(TYPE, new byte[0]);
  }

  @Override
  public SecretBytes keyEncryptionKey(SealParameters parameters) {
    if (!parameters.equals(newParameters())) {
      throw new UnsealFailedException(
          "the keys were sealed by " + parameters.type() + ", the daemon's file says " + TYPE);
    }
    try {
      owner.requireSecretFile(file);
      return read();
    } catch (NoSuchFileException e) {
      throw new UnsealFailedException(file + ": there is no seal key", e);
    } catch (IOException | UnusableFileException e) {
      throw new UnsealFailedException("the seal key cannot be read: " + e.getMessage(), e);
    }
  }

  private SecretBytes read() throws IOException {
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

  private static Path parent(Path file) {
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

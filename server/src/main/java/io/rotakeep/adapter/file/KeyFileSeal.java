package io.rotakeep.adapter.file;

import io.rotakeep.core.BugException;
import io.rotakeep.core.seal.ContributionRefusedException;
import io.rotakeep.core.seal.FreshSeal;
import io.rotakeep.core.seal.Seal;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealParameters;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The seal of a daemon that starts unattended: 32 random bytes in a file of its user's own.
 *
 * <p>A second key is made beside the first, with {@code .next} at the end of its name, and takes
 * the first one's name once nothing needs that any more. The parameters say which of the two is
 * meant, so a crash at any point leaves the right one within reach. Parameters are eight bytes of a
 * digest of the key; those of stores made before there could be two keys are empty.
 */
public final class KeyFileSeal implements Seal {
  private static final int NAME = 8;

  private final Path file;
  private final Path next;
  private final KeyFile files;

  public KeyFileSeal(Path file, SecureRandom random) {
    this(file, random, OwnerOnly.ofThisProcess());
  }

  /**
   * @param environment in which a service manager may say where it put the file
   */
  public KeyFileSeal(Path file, SecureRandom random, Map<String, String> environment) {
    this(file, random, OwnerOnly.ofThisProcess(environment));
  }

  KeyFileSeal(Path file, SecureRandom random, OwnerOnly owner) {
    this.file = file;
    this.next = file.resolveSibling(file.getFileName() + ".next");
    this.files = new KeyFile(owner, random);
  }

  @Override
  public SealKind kind() {
    return SealKind.KEY_FILE;
  }

  /**
   * Makes the file; beside keys that are there already it makes the next one if there is a file,
   * and takes a next one that an operator has put there.
   */
  @Override
  public FreshSeal make(SealWish wish, @Nullable SealParameters present) {
    Path fresh = present != null && exists(file) ? next : file;
    try {
      if (present == null || !exists(fresh)) {
        files.create(fresh);
      }
      SecretBytes key = files.read(fresh);
      return new FreshSeal(parameters(key), key, List.of());
    } catch (IOException | UnusableFileException e) {
      throw new UnsealFailedException("the seal key cannot be made", reason(e), e);
    }
  }

  @Override
  public int needed(SealParameters parameters) {
    return 0;
  }

  @Override
  public void check(SealParameters parameters, SecretBytes given, List<SecretBytes> before) {
    throw new ContributionRefusedException("is not needed: a file holds this seal's key");
  }

  @Override
  public SecretBytes keyEncryptionKey(SealParameters parameters, List<SecretBytes> contributions) {
    return find(parameters)
        .or(() -> fromBefore(parameters))
        .orElseThrow(
            () ->
                UnsealFailedException.wrongKey(
                    file + " holds another; put back the one that was made with them"));
  }

  /** The next key takes the place of the one before, which opens nothing any more. */
  @Override
  public void inForce(SealParameters parameters) {
    if (parameters.values().length == 0 || !exists(next)) {
      return;
    }
    try (SecretBytes key = files.read(next)) {
      if (parameters.equals(parameters(key))) {
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        OwnerOnly.syncDirectory(KeyFile.parent(file));
      }
    } catch (IOException | UnusableFileException e) {
      throw new UnsealFailedException(
          "the next seal key cannot take the place of the one before",
          next + " is the seal key now; rename it to " + file + ": " + reason(e),
          e);
    }
  }

  private Optional<SecretBytes> find(SealParameters parameters) {
    return Stream.of(file, next)
        .filter(KeyFileSeal::exists)
        .flatMap(path -> keyIn(path, parameters).stream())
        .findFirst();
  }

  private Optional<SecretBytes> keyIn(Path path, SealParameters parameters) {
    SecretBytes key = read(path);
    if (parameters.equals(parameters(key))) {
      return Optional.of(key);
    }
    key.close();
    return Optional.empty();
  }

  private Optional<SecretBytes> fromBefore(SealParameters parameters) {
    return parameters.values().length == 0 || !exists(file)
        ? Optional.of(read(file))
        : Optional.empty();
  }

  private SecretBytes read(Path path) {
    try {
      return files.read(path);
    } catch (IOException | UnusableFileException e) {
      throw new UnsealFailedException("the seal key cannot be read", reason(e), e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof IOException io
        ? UnusableFileException.reason(io)
        : String.valueOf(e.getMessage());
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static SealParameters parameters(SecretBytes key) {
    return new SealParameters(SealKind.KEY_FILE.text(), name(key));
  }

  private static byte[] name(SecretBytes key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("rotakeep key file".getBytes(StandardCharsets.US_ASCII));
      return key.read(bytes -> Arrays.copyOf(digest.digest(bytes), NAME));
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }
}

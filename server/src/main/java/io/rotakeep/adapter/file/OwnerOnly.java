package io.rotakeep.adapter.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that only the user we run as may touch.
 *
 * @param uid whom they must belong to
 * @param credentials files that a service manager hands out; null for none
 */
record OwnerOnly(int uid, @Nullable Credentials credentials) {
  static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = mode("rwx------");
  static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-------");
  static final FileAttribute<Set<PosixFilePermission>> READ_ONLY_FILE = mode("r--------");

  private static final int ROOT = 0;
  private static final int PERMISSIONS = 0777;
  private static final int OF_OTHERS = 0077;
  private static final int OF_OWNER = 0700;

  /** Without a service manager. */
  static OwnerOnly ofThisProcess() {
    return new OwnerOnly(ownUid(), null);
  }

  /**
   * @param environment in which a service manager may name the directory of its credentials
   */
  static OwnerOnly ofThisProcess(Map<String, String> environment) {
    return new OwnerOnly(ownUid(), Credentials.named(environment));
  }

  /** Learnt from a new file, since Java tells no numeric user id. */
  private static int ownUid() {
    try {
      Path probe = Files.createTempFile("rotakeep", null);
      try {
        return Found.at(probe).owner();
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw new UnusableFileException(
          System.getProperty("java.io.tmpdir") + ": no temporary file can be made here: " + e, e);
    }
  }

  private record Found(int owner, int mode) {
    static Found at(Path path, LinkOption... options) throws IOException {
      return new Found(
          (int) Files.getAttribute(path, "unix:uid", options),
          (int) Files.getAttribute(path, "unix:mode", options));
    }
  }

  /** Follows a link: an operator may have moved the directory and left one. */
  void requireDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new UnusableFileException(path + ": not a directory");
    }
    Found found = Found.at(path);
    if (found.owner() != uid) {
      throw new UnusableFileException(
          String.format(
              Locale.ROOT,
              "%s: owned by uid %d, must be uid %d, as whom the daemon runs",
              path,
              found.owner(),
              uid));
    }
    requirePrivate(path, found.mode(), "chmod 700 " + path);
    if ((found.mode() & OF_OWNER) != OF_OWNER) {
      throw new UnusableFileException(
          path + ": its owner cannot read and write it; chmod 700 " + path);
    }
  }

  /** Root may own the file too, since service managers hand out credentials that way. */
  void requireSecretFile(Path path) throws IOException {
    Found found = Found.at(path, LinkOption.NOFOLLOW_LINKS);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnusableFileException(path + ": must be a regular file, not a link to one");
    }
    if (found.owner() != uid && found.owner() != ROOT) {
      throw new UnusableFileException(
          String.format(
              Locale.ROOT,
              "%s: owned by uid %d, must be uid %d or root",
              path,
              found.owner(),
              uid));
    }
    if (credentials == null || !credentials.handsOut(path, found.owner(), found.mode())) {
      requirePrivate(path, found.mode(), "chmod 400 " + path);
    }
  }

  /** Makes a new, renamed or removed entry of the directory outlive a power failure. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void requirePrivate(Path path, int mode, String mend) {
    if ((mode & OF_OTHERS) != 0) {
      throw new UnusableFileException(
          String.format(
              Locale.ROOT, "%s: mode %o lets others in; %s", path, mode & PERMISSIONS, mend));
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}

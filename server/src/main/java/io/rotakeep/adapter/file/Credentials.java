package io.rotakeep.adapter.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which a service manager puts what it hands to this service alone.
 *
 * <p>systemd lets the service's user in by an access control list, on the directory and on each
 * file, and leaves both to root. The list's mask then stands where the mode has the rights of the
 * group: 0550 and 0440, though no group may do anything. So that bit is no stranger's right there,
 * and elsewhere it is: a file of that mode is believed only if it and its directory are the
 * manager's, and nobody else may enter the directory.
 *
 * @param manager the uid that such files have
 */
record Credentials(Path directory, int manager) {
  private static final String VARIABLE = "CREDENTIALS_DIRECTORY";
  private static final int ROOT = 0;
  private static final int GROUP_WRITES = 0020;
  private static final int STRANGERS = 0007;
  private static final int GROUP_READS = 0040;
  private static final int OF_OTHERS = 0077;

  /** Null where no service manager hands out any. */
  static @Nullable Credentials named(Map<String, String> environment) {
    String directory = environment.get(VARIABLE);
    return directory == null || directory.isEmpty()
        ? null
        : new Credentials(Path.of(directory), ROOT);
  }

  /**
   * Whether it is one of them, which the group's bit for reading opens to nobody.
   *
   * @param file a regular file, not a link to one
   */
  boolean handsOut(Path file, int owner, int mode) throws IOException {
    return owner == manager && (mode & OF_OTHERS) == GROUP_READS && isIn(file) && isClosed();
  }

  private boolean isIn(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    return parent != null && Files.isDirectory(directory) && Files.isSameFile(parent, directory);
  }

  private boolean isClosed() throws IOException {
    int mode = (int) Files.getAttribute(directory, "unix:mode");
    return (int) Files.getAttribute(directory, "unix:uid") == manager
        && (mode & (GROUP_WRITES | STRANGERS)) == 0;
  }
}

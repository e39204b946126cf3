package io.rotakeep.adapter.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What became of an open file's name. */
sealed interface Whereabouts {
  /** The path names it. */
  record Named() implements Whereabouts {}

  /** It has another name. */
  record Moved() implements Whereabouts {}

  /** It has none: once it is closed its content is gone. */
  record Deleted() implements Whereabouts {}

  static Whereabouts of(AppendOnlyFile file) throws IOException {
    if (file.isStillNamed()) {
      return new Named();
    }
    return hasAName(file) ? new Moved() : new Deleted();
  }

  /**
   * Asks the kernel for its links, as it is open; where there is no /proc, looks beside the path.
   */
  private static boolean hasAName(AppendOnlyFile file) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (Files.isDirectory(descriptors)) {
      try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
        for (Path descriptor : open) {
          if (isThat(file, descriptor)) {
            return (int) Files.getAttribute(descriptor, "unix:nlink") > 0;
          }
        }
      }
    }
    try (DirectoryStream<Path> beside =
        Files.newDirectoryStream(OwnerFiles.directoryOf(file.path()))) {
      for (Path name : beside) {
        if (file.identity().equals(OwnerFiles.identityOf(name))) {
          return true;
        }
      }
    } catch (NoSuchFileException _) {
      return false;
    }
    return false;
  }

  private static boolean isThat(AppendOnlyFile file, Path descriptor) {
    try {
      Object found = Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey();
      return file.identity().equals(found);
    } catch (IOException _) {
      return false;
    }
  }
}

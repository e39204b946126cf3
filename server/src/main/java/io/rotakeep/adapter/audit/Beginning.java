package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditTampering.Sign;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a file is begun that the trail goes on in. One that was begun by half is taken away again;
 * where that fails it is known for ours the next time. For one thread.
 */
final class Beginning {
  /** No first line is as long. */
  private static final int MOST = 1024;

  /** What nobody can know before of a first line. */
  private static final Pattern TIME = Pattern.compile("^(\\{\"time\":\")[0-9T:.-]+");

  private static final Pattern SEGMENT = Pattern.compile("(\"segment\":\")[0-9a-f.]+");

  private final Path path;
  private final UUID store;
  private final TrailKeys keys;

  /** The file that was begun by half and is there still; null if there is none. */
  private @Nullable Object half;

  Beginning(Path path, UUID store, TrailKeys keys) {
    this.path = path;
    this.store = store;
    this.keys = keys;
  }

  /**
   * What the first line says.
   *
   * @param before null for the first segment of all
   * @param because why the one before is not there any more; null if it is
   */
  record Next(@Nullable Before before, @Nullable Sign because) {}

  /** Whether nobody but us put there what is at the path. */
  boolean isHalfDone() throws IOException {
    return half != null && half.equals(OwnerFiles.identityOf(path));
  }

  /**
   * Whether a file has a part of the first line that follows that one, and nothing else: a process
   * that ended could not take it away. Where that one is the newest that is remembered nobody hides
   * anything by it who could not as well leave no file there.
   */
  static boolean isHalf(Path file, UUID store, Before before) throws IOException {
    String text;
    try (InputStream in = TrailFiles.open(file)) {
      text = new String(in.readNBytes(MOST + 1), StandardCharsets.ISO_8859_1);
    }
    String known = TIME.matcher(SEGMENT.matcher(text).replaceFirst("$1")).replaceFirst("$1");
    String line =
        """
        {"time":"Z","action":"AUDIT_BEGUN","store":"%s","segment":"","follows":"%s","last":"%s",\
        """
            .formatted(store, before.segment(), before.hash());
    return text.length() <= MOST
        && text.indexOf('\n') < 0
        && (line.startsWith(known) || known.startsWith(line));
  }

  /** A new segment in the file at the path, which is made if need be. */
  Segment begin(Next next, Instant now) throws IOException {
    AppendOnlyFile file = AppendOnlyFile.open(path);
    boolean fresh = false;
    try {
      fresh = file.size() == 0;
      Segment begun = keys.begin(file);
      begun.begin(now, store, next.before(), next.because());
      half = null;
      return begun;
    } catch (IOException | RuntimeException | Error e) {
      undo(file, fresh, e);
      throw e;
    }
  }

  /** Tells of what fails in this beside the cause, which is what counts. */
  private void undo(AppendOnlyFile file, boolean fresh, Throwable cause) {
    try (file) {
      if (fresh) {
        half = file.identity();
        if (file.isStillNamed()) {
          Files.delete(path);
        }
        half = null;
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}

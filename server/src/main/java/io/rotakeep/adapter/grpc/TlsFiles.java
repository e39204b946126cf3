package io.rotakeep.adapter.grpc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of TLS as they were when they last were whole. A certificate without its key, a list by
 * another authority, a file that is gone: what was read before stays in force, and the log says so.
 *
 * <p>{@link #current} may be asked by any thread; {@link #refresh} by one.
 */
final class TlsFiles {
  private static final System.Logger LOG = System.getLogger(TlsFiles.class.getName());

  private final RpcSettings.Tls files;
  private final long handshakeSeconds;
  private final InstantSource clock;
  private final ListDeadlines deadlines;
  private volatile ServerTls current;
  private List<Stamp> seen;
  private long untilSecondLook;

  /** What tells that a file is another one, also if it was replaced by a rename. */
  private record Stamp(@Nullable FileTime modified, long size, @Nullable Object key) {
    static Stamp of(Path file) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
      } catch (IOException e) {
        return new Stamp(null, -1, null);
      }
    }
  }

  private TlsFiles(
      RpcSettings.Tls files,
      Duration handshake,
      InstantSource clock,
      List<Stamp> seen,
      ServerTls current) {
    this.files = files;
    this.handshakeSeconds = handshake.toSeconds() + 1;
    this.clock = clock;
    this.deadlines = new ListDeadlines(clock);
    this.seen = seen;
    this.current = current;
  }

  /**
   * @param handshake how long one may take that has begun by older files
   * @throws IOException naming the setting whose file cannot be used
   */
  static TlsFiles read(RpcSettings.Tls files, Duration handshake, InstantSource clock)
      throws IOException {
    List<Stamp> stamps = stamps(files);
    ServerTls current = ServerTls.of(files, clock);
    return new TlsFiles(files, handshake, clock, stamps, current);
  }

  ServerTls current() {
    return current;
  }

  /** By the clock that certificates and lists are held against. */
  Instant now() {
    return clock.instant();
  }

  /**
   * Reads the files again if they have changed, and says which lists have to be renewed.
   *
   * @return whether open connections are to be held against {@link #current}: at a change, and once
   *     more when every handshake has ended that had begun before it
   */
  boolean refresh() {
    boolean held = takeOver();
    Path lists = files.clientRevocations();
    ClientTrust callers = current.callers();
    if (lists != null && callers != null) {
      deadlines.look(lists, callers.revocations());
    }
    return held;
  }

  private boolean takeOver() {
    List<Stamp> now = stamps(files);
    if (now.equals(seen)) {
      return untilSecondLook > 0 && --untilSecondLook == 0;
    }
    seen = now;
    try {
      current = ServerTls.of(files, clock);
      untilSecondLook = handshakeSeconds;
      LOG.log(System.Logger.Level.INFO, "listen.grpc.tls: changed files were taken over");
      return true;
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the files of TLS have changed and cannot be used; those read before stay in force: {0}",
          e.getMessage());
      return false;
    }
  }

  private static List<Stamp> stamps(RpcSettings.Tls files) {
    return Stream.of(
            files.certificate(), files.key(), files.clientAuthority(), files.clientRevocations())
        .filter(Objects::nonNull)
        .map(Stamp::of)
        .toList();
  }
}

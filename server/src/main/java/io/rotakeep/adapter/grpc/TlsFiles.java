package io.rotakeep.adapter.grpc;

import io.rotakeep.core.rotation.DurablePart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of TLS as they were when they last were whole. A certificate without its key, a list by
 * another authority, a file that is gone: what was read before stays in force, and people are told.
 * What the daemon shows and whom it trusts stand apart: a new key that is wrong keeps nobody from
 * being revoked.
 *
 * <p>{@link #refresh} is for one thread; all else may be asked by any.
 */
final class TlsFiles implements DurablePart {
  private final RpcSettings.Tls files;
  private final InstantSource clock;
  private final ListDeadlines deadlines;
  private final WatchedFiles shown;
  private final WatchedFiles trusted;
  private volatile ServerTls current;

  /**
   * @throws IOException naming the setting whose file cannot be used
   */
  static TlsFiles read(RpcSettings.Tls files, InstantSource clock) throws IOException {
    return new TlsFiles(files, clock);
  }

  private TlsFiles(RpcSettings.Tls files, InstantSource clock) throws IOException {
    this.files = files;
    this.clock = clock;
    this.deadlines = new ListDeadlines(clock);
    this.shown = new WatchedFiles(files.certificate(), files.key());
    this.trusted = new WatchedFiles(files.clientAuthority(), files.clientRevocations());
    this.current =
        ServerTls.of(
            ServerIdentity.read(files, clock),
            files.clientAuthority() == null ? null : trustIn(files.clientAuthority()),
            files.tokens());
  }

  ServerTls current() {
    return current;
  }

  /** By the clock that certificates and lists are held against. */
  Instant now() {
    return clock.instant();
  }

  /** Strained while files are there that cannot be used. */
  @Override
  public Condition condition() {
    String faults =
        Stream.of(trusted.fault(), shown.fault())
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    return faults.isEmpty()
        ? new Condition.Sound()
        : new Condition.Strained("what was read before stays in force: " + faults);
  }

  /**
   * Reads the files again if they have changed, and says which lists have to be renewed.
   *
   * @return whether open connections are to be held against {@link #current}, since others are
   *     trusted. Those whose handshake is under way are held against it when it ends
   */
  boolean refresh() {
    Path authority = files.clientAuthority();
    boolean othersAreTrusted =
        authority != null && trusted.look(() -> current = current.with(trustIn(authority)));
    boolean _ = shown.look(() -> current = current.with(ServerIdentity.read(files, clock)));
    tellOfLists();
    return othersAreTrusted;
  }

  private ClientTrust trustIn(Path authority) throws IOException {
    return ClientTrust.in(authority, files.clientRevocations(), clock);
  }

  private void tellOfLists() {
    Path lists = files.clientRevocations();
    ClientTrust callers = current.callers();
    if (lists != null && callers != null) {
      deadlines.look(lists, callers.revocations());
    }
  }
}

package io.rotakeep.adapter.yaml;

import io.rotakeep.core.caller.Policy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the daemon's file says, checked and with defaults filled in.
 *
 * @param dataDir journal, database, sealed keys and the lock
 * @param witness a file on another path, best on another disk
 * @param audit where audit records go, at least one
 * @param node the name of this node in journals and logs
 */
public record DaemonSettings(
    Path dataDir,
    Path witness,
    Listen listen,
    SealFile seal,
    List<Path> audit,
    List<Policy> policies,
    String node) {

  public DaemonSettings {
    audit = List.copyOf(audit);
    policies = List.copyOf(policies);
  }

  /**
   * Where the daemon listens; port 0 takes a free one.
   *
   * @param tls null only on loopback, for development
   * @param metrics null to serve metrics and health beside the callback
   * @param publicUrl how browsers reach the callback; null if they do not
   * @param reflection whether the gRPC surface describes itself
   */
  public record Listen(
      Address grpc,
      @Nullable Tls tls,
      @Nullable Path unixSocket,
      Address http,
      @Nullable Address metrics,
      @Nullable URI publicUrl,
      boolean reflection) {}

  /** A host and a port. */
  public record Address(String host, int port) {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** PEM files; the client CA is required: callers are known by their certificates only. */
  public record Tls(Path certificate, Path key, Path clientAuthority) {}

  /**
   * @param keyFile the key of the {@code key-file} seal
   */
  public record SealFile(Path keyFile) {}
}

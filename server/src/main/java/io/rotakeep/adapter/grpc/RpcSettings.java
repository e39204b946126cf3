package io.rotakeep.adapter.grpc;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the API is offered: on a network address, on a unix socket, or on both.
 *
 * @param reflection whether callers may ask for the schema
 */
public record RpcSettings(
    @Nullable Tcp tcp, @Nullable Unix unix, boolean reflection, Limits limits) {

  /**
   * @param tls null only for a development daemon, which is for loopback addresses
   */
  public record Tcp(InetSocketAddress address, @Nullable Tls tls) {
    public Tcp {
      if (tls == null
          && !(address.getAddress() != null && address.getAddress().isLoopbackAddress())) {
        throw new IllegalArgumentException(
            "listen.grpc: without tls only a loopback address can be listened on");
      }
    }
  }

  /**
   * PEM files.
   *
   * @param clientAuthority whose certificates name callers
   * @param clientRevocations what that authority has revoked; null to ask no list
   */
  public record Tls(
      Path certificate, Path key, Path clientAuthority, @Nullable Path clientRevocations) {}

  /**
   * @param mode the permissions of the socket's file
   */
  public record Unix(Path path, int mode) {}

  /**
   * What one peer may take.
   *
   * @param message bytes of one request, unpacked
   * @param metadata bytes of one request's headers
   * @param callsPerConnection beyond it a client waits before it sends
   */
  public record Limits(
      int message,
      int metadata,
      int callsPerConnection,
      Duration handshake,
      Duration idle,
      Duration age) {
    /**
     * With 128 calls on a connection, that many callers who wait for one slow provider would hold
     * up a sidecar's hits for all others; ten thousand callers of one expired connection are
     * answered as fast with 1024.
     */
    public static final Limits DEFAULT =
        new Limits(
            256 * 1024,
            8 * 1024,
            1024,
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15));
  }

  public RpcSettings {
    if (tcp == null && unix == null) {
      throw new IllegalArgumentException("nothing to listen on");
    }
  }
}

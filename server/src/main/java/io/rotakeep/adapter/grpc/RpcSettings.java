package io.rotakeep.adapter.grpc;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the API is offered.
 *
 * @param tls null only for a development daemon, which is for loopback addresses
 * @param reflection whether callers may ask for the schema
 */
public record RpcSettings(
    InetSocketAddress address, @Nullable Tls tls, boolean reflection, Limits limits) {

  /**
   * PEM files.
   *
   * @param clientAuthority whose certificates name callers
   */
  public record Tls(Path certificate, Path key, Path clientAuthority) {}

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
    if (tls == null
        && !(address.getAddress() != null && address.getAddress().isLoopbackAddress())) {
      throw new IllegalArgumentException(
          "listen.grpc: without tls only a loopback address can be listened on");
    }
  }
}

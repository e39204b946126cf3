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
   * @param clientAuthority whose certificates name callers; null if none does
   * @param clientRevocations what that authority has revoked; null to ask no list
   * @param tokens whether a caller may come without a certificate, and show a token at each call
   */
  public record Tls(
      Path certificate,
      Path key,
      @Nullable Path clientAuthority,
      @Nullable Path clientRevocations,
      boolean tokens) {
    public Tls {
      if (clientAuthority == null && (clientRevocations != null || !tokens)) {
        throw new IllegalArgumentException("listen.grpc.tls: client_ca is missing");
      }
    }

    /** For callers with certificates only. */
    public Tls(Path certificate, Path key, Path clientAuthority, @Nullable Path revocations) {
      this(certificate, key, clientAuthority, revocations, false);
    }
  }

  /**
   * @param mode the permissions of the socket's file
   */
  public record Unix(Path path, int mode) {}

  /**
   * What peers may take.
   *
   * @param message bytes of one request, unpacked
   * @param metadata bytes of one request's headers
   * @param callsPerConnection beyond it a client waits before it sends
   * @param connections open at once, of all peers and listeners; more are closed
   * @param connectionsPerPeer open at once from one address, IPv6 network (/64) or local user
   * @param waits how long things may take
   */
  public record Limits(
      int message,
      int metadata,
      int callsPerConnection,
      int connections,
      int connectionsPerPeer,
      Waits waits) {
    /**
     * With 128 calls on a connection, that many callers who wait for one slow provider would hold
     * up a sidecar's hits for all others; ten thousand callers of one expired connection are
     * answered as fast with 1024.
     */
    public static final Limits DEFAULT =
        new Limits(256 * 1024, 8 * 1024, 1024, 16_384, 4096, Waits.DEFAULT);

    /** The same where so many file descriptors are all there are: half of them for peers. */
    public Limits within(long descriptors) {
      int most = Math.clamp(descriptors / 2, 1, connections);
      return new Limits(
          message,
          metadata,
          callsPerConnection,
          most,
          Math.min(connectionsPerPeer, Math.max(1, most / 2)),
          waits);
    }
  }

  /**
   * @param handshake of TLS and HTTP/2, for a connection to count
   * @param idle without a call, until a connection is ended
   * @param age until a connection is ended whatever it does, so that its certificate is looked at
   *     again
   * @param pings the least between two of a client's
   */
  public record Waits(Duration handshake, Duration idle, Duration age, Duration pings) {
    public static final Waits DEFAULT =
        new Waits(
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofSeconds(30));
  }

  public RpcSettings {
    if (tcp == null && unix == null) {
      throw new IllegalArgumentException("nothing to listen on");
    }
  }
}

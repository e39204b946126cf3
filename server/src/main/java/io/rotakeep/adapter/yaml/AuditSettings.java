package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where one audit device records. */
public sealed interface AuditSettings {

  /** Whether nothing is answered while it takes no record. */
  boolean required();

  /** Whether the record of a token is on its disk before the token leaves. */
  default boolean durableReads() {
    return false;
  }

  /**
   * Chained lines in a file.
   *
   * @param rotateBytes how large it grows before it is put away under another name
   * @param keep how many of those are kept; the largest number for all
   */
  record File(Path path, long rotateBytes, int keep, boolean required, boolean durableReads)
      implements AuditSettings {
    static final long DEFAULT_ROTATE_BYTES = 256L << 20;

    /** As a file is without further words. */
    public static File of(Path path) {
      return new File(path, DEFAULT_ROTATE_BYTES, Integer.MAX_VALUE, true, false);
    }
  }

  /**
   * Messages of RFC 5424.
   *
   * @param facility as RFC 5424 §6.2.1 numbers them
   */
  record Syslog(Way way, int facility, boolean required) implements AuditSettings {}

  /** How a syslog server is reached. */
  sealed interface Way {
    /** A datagram socket of this machine. */
    record Unix(Path socket) implements Way {}

    /** RFC 5426. */
    record Udp(Address server) implements Way {}

    /** RFC 6587 with octet counting. */
    record Tcp(Address server) implements Way {}

    /**
     * RFC 5425.
     *
     * @param authority PEM of who vouches for the server; null for those that the JDK trusts
     */
    record Tls(Address server, @Nullable Path authority) implements Way {}
  }
}

package io.rotakeep.adapter.syslog;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A syslog server.
 *
 * @param facility as RFC 5424 §6.2.1 numbers them
 * @param required whether a record that it does not take must not be answered
 * @param host what messages call this machine; {@code -} for nothing
 */
public record SyslogSettings(Way way, int facility, boolean required, String host) {

  /** How it is reached. Names are looked up at each connection. */
  public sealed interface Way {
    record Unix(Path socket) implements Way {
      @Override
      public String toString() {
        return "unix:" + socket;
      }
    }

    record Udp(InetSocketAddress server) implements Way {
      @Override
      public String toString() {
        return "udp://" + server.getHostString() + ":" + server.getPort();
      }
    }

    record Tcp(InetSocketAddress server) implements Way {
      @Override
      public String toString() {
        return "tcp://" + server.getHostString() + ":" + server.getPort();
      }
    }

    /**
     * @param authority PEM of who vouches for it; null for whom the JDK trusts
     */
    record Tls(InetSocketAddress server, @Nullable Path authority) implements Way {
      @Override
      public String toString() {
        return "tls://" + server.getHostString() + ":" + server.getPort();
      }
    }
  }
}

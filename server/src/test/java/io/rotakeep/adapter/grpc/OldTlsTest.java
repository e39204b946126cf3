package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener speaks TLS 1.3 only, by a caller of the JDK whose certificate counts. */
final class OldTlsTest {
  @TempDir private Path directory;

  @Test
  void whoSpeaksNothingNewerThanTls12IsTurnedAway() throws Exception {
    try (TlsBed bed = new TlsBed(directory).start(InstantSource.system())) {
      SSLContext caller = bed.context(bed.caller("crm"));

      try (SSLSocket socket = bed.connect(caller)) {
        socket.setSoTimeout(60_000);
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertThatThrownBy(socket::startHandshake)
            .isInstanceOf(SSLHandshakeException.class)
            .hasMessageContaining("protocol_version");
      }
      try (SSLSocket socket = bed.connect(caller)) {
        socket.setSoTimeout(60_000);
        socket.setEnabledProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      }
    }
  }
}

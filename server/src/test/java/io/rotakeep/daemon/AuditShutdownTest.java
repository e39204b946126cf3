package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.adapter.yaml.AuditSettings;
import io.rotakeep.adapter.yaml.DaemonSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A daemon that stops while one of its audit devices is in trouble. */
@Timeout(300)
final class AuditShutdownTest extends StoreFaultSuite {
  private static final int LOG_AUDIT = 13;

  @Test
  void endsTheOtherDevicesInOrder() throws IOException {
    Path lost = Files.createDirectories(data().resolveSibling("lost")).resolve("audit.jsonl");
    Path kept = Files.createDirectories(data().resolveSibling("kept")).resolve("audit.jsonl");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DaemonSettings settings = settings(lost, kept, server.getLocalPort());
      var _ = Daemon.initialize(settings);
      try (Daemon daemon = Daemon.start(settings);
          OneConnection caller = new OneConnection("127.0.0.1:" + daemon.grpcAddress().getPort())) {
        Files.move(lost.resolveSibling(""), data().resolveSibling("away"));
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    caller.status().getFaultsList().stream()
                        .anyMatch(fault -> fault.getPart().equals("audit")));
      }

      try (Socket socket = server.accept()) {
        socket.setSoTimeout(10_000);
        // To its end: the daemon has hung up.
        String sent = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(sent).contains("DAEMON_STOPPED", "AUDIT_ENDED");
      }
    }
    assertThat(Files.readAllLines(kept).getLast()).contains("\"action\":\"AUDIT_ENDED\"");
  }

  private DaemonSettings settings(Path lost, Path kept, int port) {
    DaemonSettings dev = MortalDaemon.settings(data());
    return new DaemonSettings(
        dev.dataDir(),
        dev.witness(),
        dev.listen(),
        dev.seal(),
        List.of(
            new AuditSettings.File(lost, Long.MAX_VALUE, Integer.MAX_VALUE, false, false),
            AuditSettings.File.of(kept),
            new AuditSettings.Syslog(
                new AuditSettings.Way.Tcp(new DaemonSettings.Address("127.0.0.1", port)),
                LOG_AUDIT,
                false)),
        dev.access(),
        dev.notices(),
        dev.incidents(),
        dev.egress(),
        dev.limits(),
        dev.node());
  }
}

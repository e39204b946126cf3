package io.rotakeep.adapter.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.testkit.certificates.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SyslogAuditDeviceTest {
  private static final String MESSAGE =
      "<86>1 1970-01-01T00:00:00.000000Z host rotakeep "
          + ProcessHandle.current().pid()
          + " audit - {\"time\":\"1970-01-01T00:00:00.000000Z\",\"action\":\"ACCESS_TOKEN_READ\","
          + "\"outcome\":\"SUCCEEDED\",\"caller\":\"one\",\"connection\":\"salesforce/acme\","
          + "\"generation\":7}";

  @TempDir Path directory;

  @Test
  void sendsADatagramOverUdp() throws IOException {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        SyslogAuditDevice device =
            device(new SyslogSettings.Way.Udp(at(server.getLocalPort())), true)) {
      device.recordDurably(record("one"));
      DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
      server.receive(packet);

      assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
          .isEqualTo(MESSAGE);
    }
  }

  @Test
  void countsTheBytesOfEachMessageOverTcp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SyslogAuditDevice device =
            device(new SyslogSettings.Way.Tcp(at(server.getLocalPort())), false)) {
      device.record(record("one"));
      device.head("{\"head\":1}");
      try (Socket socket = server.accept()) {
        InputStream in = socket.getInputStream();

        assertThat(frame(in)).isEqualTo(MESSAGE);
        assertThat(frame(in)).startsWith("<85>1 ").endsWith(" audit-head - {\"head\":1}");
      }
    }
  }

  @Test
  void reachesAServerInTlsWhoseAuthorityItTrustsAndNoOther() throws Exception {
    TestCertificates certificates = TestCertificates.in(directory.resolve("pki"));
    TestCertificates others = TestCertificates.in(directory.resolve("others"));
    try (TlsSink server = new TlsSink(certificates.server())) {
      try (SyslogAuditDevice device =
          device(new SyslogSettings.Way.Tls(at(server.port()), certificates.authority()), true)) {
        device.recordDurably(record("one"));
        assertThat(server.received()).isEqualTo(MESSAGE);
      }
      try (SyslogAuditDevice device =
          device(new SyslogSettings.Way.Tls(at(server.port()), others.authority()), true)) {
        assertThatThrownBy(() -> device.recordDurably(record("one")))
            .isInstanceOf(AuditUnavailableException.class);
      }
    }
  }

  @Test
  void writesIntoASocketFile() throws Exception {
    Path socket = directory.resolve("log");
    Process server =
        new ProcessBuilder(
                "python3",
                "-c",
                "import socket,sys;s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM);"
                    + "s.bind(sys.argv[1]);print('ready',flush=True);"
                    + "print(s.recv(65536).decode(),flush=True)",
                socket.toString())
            .start();
    try (var said = server.inputReader(StandardCharsets.UTF_8);
        SyslogAuditDevice device = device(new SyslogSettings.Way.Unix(socket), false)) {
      Assumptions.assumeTrue("ready".equals(said.readLine()), "no python3");
      device.record(record("one"));

      assertThat(said.readLine()).isEqualTo(MESSAGE);
    } finally {
      server.destroyForcibly();
      assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void dropsAndCountsWhatAnAbsentServerDoesNotTake() throws IOException {
    try (SyslogAuditDevice device = device(new SyslogSettings.Way.Tcp(at(freePort())), false)) {
      for (int i = 0; i < 10_100; i++) {
        device.record(record("one"));
      }

      assertThat(device.dropped()).isEqualTo(100);
      assertThat(device.waiting()).isEqualTo(10_000);
      await().until(() -> device.trouble().isPresent());
    }
  }

  @Test
  void refusesRecordsOfARequiredServerThatIsAway() throws IOException {
    try (SyslogAuditDevice device = device(new SyslogSettings.Way.Tcp(at(freePort())), true)) {
      assertThatThrownBy(() -> device.record(record("one")))
          .isInstanceOf(AuditUnavailableException.class);
      assertThatThrownBy(() -> device.recordDurably(record("one")))
          .isInstanceOf(AuditUnavailableException.class);
    }
  }

  @Test
  void keepsNobodyWaitingForAServerThatReadsNothing() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SyslogAuditDevice device =
            device(new SyslogSettings.Way.Tcp(at(server.getLocalPort())), false)) {
      try (Socket _ = server.accept()) {
        long begun = System.nanoTime();
        int records = 0;
        while (device.dropped() == 0) {
          device.record(record("x".repeat(1000)));
          records++;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        System.out.println(
            "blackholed syslog: " + took.toNanos() / records + " ns a record, " + records);
        assertThat(took.dividedBy(records)).isLessThan(Duration.ofMillis(1));
        await().until(() -> device.trouble().isPresent());
      }
    }
  }

  @Test
  void goesOnWhenTheServerComesBack() throws Exception {
    int port = freePort();
    try (SyslogAuditDevice device = device(new SyslogSettings.Way.Tcp(at(port)), false)) {
      device.record(record("one"));
      await().until(() -> device.trouble().isPresent());
      try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
          Socket socket = server.accept()) {
        assertThat(frame(socket.getInputStream())).isEqualTo(MESSAGE);
        await().until(() -> device.trouble().isEmpty());
      }
    }
  }

  private static SyslogAuditDevice device(SyslogSettings.Way way, boolean required) {
    return new SyslogAuditDevice(
        new SyslogSettings(way, 10, required, "host"), InstantSource.system());
  }

  private static InetSocketAddress at(int port) {
    return InetSocketAddress.createUnresolved("127.0.0.1", port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  static String frame(InputStream in) throws IOException {
    int length = 0;
    for (int next = in.read(); next != ' '; next = in.read()) {
      length = length * 10 + next - '0';
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static AuditRecord record(String caller) {
    return new AuditRecord(
        Instant.EPOCH,
        AuditAction.ACCESS_TOKEN_READ,
        AuditOutcome.SUCCEEDED,
        caller,
        "salesforce/acme",
        7,
        "",
        "",
        "");
  }
}

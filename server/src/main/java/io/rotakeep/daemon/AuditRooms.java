package io.rotakeep.daemon;

import io.rotakeep.adapter.audit.AuditSearch;
import io.rotakeep.adapter.audit.FileAuditDevice;
import io.rotakeep.adapter.audit.FileAuditSettings;
import io.rotakeep.adapter.micrometer.PrometheusMeters;
import io.rotakeep.adapter.syslog.SyslogAuditDevice;
import io.rotakeep.adapter.syslog.SyslogSettings;
import io.rotakeep.adapter.yaml.AuditSettings;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.audit.AuditArchive;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.audit.AuditTrail;
import io.rotakeep.core.audit.AuditTrouble;
import io.rotakeep.core.audit.AuditWatcher;
import io.rotakeep.core.audit.DurableReads;
import io.rotakeep.core.audit.OptionalDevice;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.incident.Incidents;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The audit's devices: opened, told of each other's heads, and their alarms raised. */
final class AuditRooms implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AuditRooms.class.getName());
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final List<SyslogAuditDevice> servers = new ArrayList<>();
  private final List<FileAuditDevice> files = new ArrayList<>();
  private final AuditAlarms alarms = new AuditAlarms();
  private final PrometheusMeters meters;
  private final AuditDevice trail;
  private final @Nullable AuditArchive archive;

  private AuditRooms(
      DaemonSettings settings, StoreFiles store, PrometheusMeters meters, CoreRooms.Chance chance) {
    this.meters = meters;
    List<AuditDevice> devices = new ArrayList<>();
    for (AuditSettings.Syslog syslog : those(settings, AuditSettings.Syslog.class)) {
      devices.add(server(syslog, chance));
    }
    try {
      for (AuditSettings.File file : those(settings, AuditSettings.File.class)) {
        devices.add(file(settings, file, tools(store, chance)));
      }
      this.trail = new AuditTrail(devices);
      this.archive =
          those(settings, AuditSettings.File.class).stream()
              .findFirst()
              .map(file -> new AuditSearch(file.path()))
              .orElse(null);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** On return each device has its first line, or waits for its server. */
  static AuditRooms open(
      DaemonSettings settings, StoreFiles store, PrometheusMeters meters, CoreRooms.Chance chance) {
    return new AuditRooms(settings, store, meters, chance);
  }

  /** All devices as one. */
  AuditDevice trail() {
    return trail;
  }

  /** Lines that are written after this have a tag in every file that can be written. */
  void keysAreThere() {
    files.forEach(FileAuditDevice::keysAreThere);
  }

  /** Opens an incident for what was found since; what cannot be opened now is opened later. */
  void raise(Incidents incidents) {
    alarms.raise(incidents);
  }

  /** What can be searched: the first file; none without one. */
  Optional<AuditArchive> archive() {
    return Optional.ofNullable(archive);
  }

  /** What is the matter with the devices. */
  List<AuditTrouble> troubles() {
    return Stream.concat(
            servers.stream().map(SyslogAuditDevice::trouble),
            files.stream().map(FileAuditDevice::trouble))
        .flatMap(Optional::stream)
        .toList();
  }

  /** One that is in trouble keeps none of the others from its end. */
  @Override
  public void close() {
    // The servers are sent the files' last heads.
    files.forEach(AuditRooms::close);
    servers.forEach(AuditRooms::close);
  }

  private static void close(AutoCloseable device) {
    try {
      device.close();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.WARNING, "a device of the audit was not closed in order", e);
    }
  }

  private AuditDevice server(AuditSettings.Syslog syslog, CoreRooms.Chance chance) {
    SyslogAuditDevice server =
        new SyslogAuditDevice(
            new SyslogSettings(way(syslog.way()), syslog.facility(), syslog.required(), host()),
            chance.clock());
    servers.add(server);
    meters.audit().showSyslog(server.place(), server::waiting, server::dropped);
    return counted(server, syslog);
  }

  private AuditDevice file(
      DaemonSettings settings, AuditSettings.File file, FileAuditDevice.Tools tools) {
    FileAuditDevice opened =
        FileAuditDevice.open(
            new FileAuditSettings(file.path(), file.rotateBytes(), file.keep(), settings.dataDir()),
            tools);
    files.add(opened);
    return counted(file.durableReads() ? new DurableReads(opened) : opened, file);
  }

  private AuditDevice counted(AuditDevice device, AuditSettings settings) {
    AuditDevice counted = meters.audit().counting(device);
    return settings.required() ? counted : new OptionalDevice(counted);
  }

  private FileAuditDevice.Tools tools(StoreFiles store, CoreRooms.Chance chance) {
    return new FileAuditDevice.Tools(
        new AuditKeys(store.barrier()::keyring, store.storeId()),
        watcher(),
        chance.clock(),
        chance.random());
  }

  private AuditWatcher watcher() {
    return new AuditWatcher() {
      @Override
      public void head(String line) {
        servers.forEach(server -> server.head(line));
      }

      @Override
      public void tampered(AuditTampering found, Runnable kept) {
        alarms.add(found, kept);
        meters.audit().tampered(found);
      }
    };
  }

  private static <S extends AuditSettings> List<S> those(DaemonSettings settings, Class<S> type) {
    return settings.audit().stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static SyslogSettings.Way way(AuditSettings.Way way) {
    return switch (way) {
      case AuditSettings.Way.Unix(Path socket) -> new SyslogSettings.Way.Unix(socket);
      case AuditSettings.Way.Udp(var server) -> new SyslogSettings.Way.Udp(unresolved(server));
      case AuditSettings.Way.Tcp(var server) -> new SyslogSettings.Way.Tcp(unresolved(server));
      case AuditSettings.Way.Tls(var server, var authority) ->
          new SyslogSettings.Way.Tls(unresolved(server), authority);
    };
  }

  private static InetSocketAddress unresolved(DaemonSettings.Address server) {
    return InetSocketAddress.createUnresolved(server.host(), server.port());
  }

  /** As the kernel has it: asking for it by name could wait for a name server. */
  private static String host() {
    try {
      String name = Files.readString(HOST_NAME).strip();
      return name.matches("[!-~]{1,255}") ? name : "-";
    } catch (IOException _) {
      return "-";
    }
  }
}

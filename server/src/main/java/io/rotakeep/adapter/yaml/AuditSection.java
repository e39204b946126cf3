package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.AuditSettings.Way;
import io.rotakeep.core.InvalidFieldException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the key {@code audit}: where is recorded who got which token. */
final class AuditSection {
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,5})(KiB|MiB|GiB)");
  private static final int LEAST_SIZE = 64 << 10;

  /** Those that make sense here, at the places of their numbers. */
  private static final List<String> FACILITIES =
      List.of(
          "auth",
          "authpriv",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");

  private static final Key.Required<String> TYPE =
      Key.required(
          "type",
          Kind.word(List.of("file", "syslog")),
          "file",
          "file: one JSON object a line, each bound to the one before. syslog: the same objects as"
              + " messages of RFC 5424.");

  private static final Key.Omissible<Path> PATH =
      Key.omissible(
          "path",
          Kind.PATH,
          "/var/log/rotakeep/audit.jsonl",
          "Of a file, required: the daemon makes it and only appends to it.");

  private static final Key.Omissible<Long> ROTATE_SIZE =
      Key.omissible(
          "rotate_size",
          Kind.matching(SIZE.pattern(), "must be one number with KiB, MiB or GiB, such as 256MiB")
              .map(AuditSection::bytes),
          "256MiB",
          "Of a file: how large it grows before it is put away as PATH.TIME, 64KiB or more."
              + " Default: 256MiB.");

  private static final Key.Omissible<Integer> KEEP =
      Key.omissible(
          "keep",
          Kind.whole(1),
          "100",
          "Of a file: how many of those put away are kept, the oldest go. Default: all.");

  private static final Key.Omissible<Boolean> DURABLE_READS =
      Key.omissible(
          "durable_reads",
          Kind.FLAG,
          "true",
          "Of a file that is required: whether the record of an access token is on its disk before"
              + " the token leaves. Default: false, within a second.");

  private static final Key.Omissible<Way> ADDRESS =
      Key.omissible(
          "address",
          Kind.parsed("(?:unix:/|(?:udp|tcp|tls)://)\\S+", SyslogAddress::parse),
          "tls://logs.example.com:6514",
          "Of a syslog server, required: unix:/dev/log, udp://HOST:PORT, tcp://HOST:PORT (octet"
              + " counting) or tls://HOST:PORT.");

  private static final Key.Omissible<Path> AUTHORITY =
      Key.omissible(
          "ca",
          Kind.PATH,
          "tls/logs-ca.crt",
          "Of a syslog server behind tls, PEM: who vouches for it. Default: whom the JDK trusts.");

  private static final Key.Omissible<String> FACILITY =
      Key.omissible(
          "facility",
          Kind.word(FACILITIES),
          "authpriv",
          "Of a syslog server: what the messages are filed under. Default: authpriv.");

  private static final Key.Omissible<Boolean> REQUIRED =
      Key.omissible(
          "required",
          Kind.FLAG,
          "true",
          "Whether nothing is answered while this device takes no record. Default: true for a file,"
              + " false for syslog. One device at least is required.");

  static final Keys KEYS =
      Keys.of(TYPE, PATH, ROTATE_SIZE, KEEP, DURABLE_READS, ADDRESS, AUTHORITY, FACILITY, REQUIRED);

  private AuditSection() {}

  static List<AuditSettings> read(Setting audit) {
    List<AuditSettings> devices = new ArrayList<>();
    Set<Object> places = new HashSet<>();
    for (Setting item : audit.items()) {
      Section section = item.section(KEYS);
      AuditSettings device = section.get(TYPE).equals("file") ? file(section) : syslog(section);
      devices.add(device);
      switch (device) {
        case AuditSettings.File file -> {
          if (!places.add(file.path())) {
            throw section.refused(PATH, "is the file of another audit device; give each its own");
          }
        }
        case AuditSettings.Syslog syslog -> {
          if (!places.add(syslog.way())) {
            throw section.refused(
                ADDRESS, "is the address of another audit device; give each its own");
          }
        }
      }
    }
    if (devices.stream().noneMatch(AuditSettings::required)) {
      throw audit.refused("has no device that is required; write required: true for one");
    }
    return List.copyOf(devices);
  }

  private static AuditSettings file(Section section) {
    refuse(section, "goes with type: syslog", List.of(ADDRESS, AUTHORITY, FACILITY));
    Path path =
        section
            .find(PATH)
            .orElseThrow(
                () -> section.missing("path", "write path: /var/log/rotakeep/audit.jsonl"));
    long size = section.find(ROTATE_SIZE).orElse(AuditSettings.File.DEFAULT_ROTATE_BYTES);
    if (size < LEAST_SIZE) {
      throw section.refused(ROTATE_SIZE, "must be 64KiB or more");
    }
    boolean required = section.find(REQUIRED).orElse(true);
    boolean durableReads = section.find(DURABLE_READS).orElse(false);
    if (durableReads && !required) {
      throw section.refused(
          DURABLE_READS, "goes with a file that is required; leave one of the two out");
    }
    return new AuditSettings.File(
        path, size, section.find(KEEP).orElse(Integer.MAX_VALUE), required, durableReads);
  }

  private static AuditSettings syslog(Section section) {
    refuse(section, "goes with type: file", List.of(PATH, ROTATE_SIZE, KEEP, DURABLE_READS));
    Way way =
        section
            .find(ADDRESS)
            .orElseThrow(() -> section.missing("address", "write address: unix:/dev/log"));
    Path authority = section.find(AUTHORITY).orElse(null);
    if (authority != null) {
      if (!(way instanceof Way.Tls(var server, _))) {
        throw section.refused(AUTHORITY, "goes with an address that begins with tls://");
      }
      way = new Way.Tls(server, authority);
    }
    int place = FACILITIES.indexOf(section.find(FACILITY).orElse("authpriv"));
    return new AuditSettings.Syslog(
        way, SyslogAddress.facility(place), section.find(REQUIRED).orElse(false));
  }

  private static void refuse(Section section, String rule, List<Key<?>> keys) {
    for (Key<?> key : keys) {
      if (section.setting(key).isPresent()) {
        throw section.refused(key, rule);
      }
    }
  }

  private static long bytes(String text) {
    Matcher match = SIZE.matcher(text);
    if (!match.matches()) {
      throw new InvalidFieldException("rotate_size", "must be a size");
    }
    long number = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "KiB" -> number << 10;
      case "MiB" -> number << 20;
      default -> number << 30;
    };
  }
}

package io.rotakeep.cli.operator;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.rotakeep.cli.text.Printable;
import io.rotakeep.core.backup.BackupContents;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is told of a backup, without its keys. */
record BackupSummary(BackupContents contents) {
  Struct message() {
    var header = contents.header();
    var counts = contents.counts();
    return Struct.newBuilder()
        .putFields("storeId", text(header.storeId().toString()))
        .putFields("createTime", text(taken().toString()))
        .putFields("version", text(header.version()))
        .putFields("node", text(header.node()))
        .putFields("sha256", text(contents.sha256()))
        .putFields("connections", number(counts.connections()))
        .putFields("connectionsByProvider", byProvider())
        .putFields("otherRecords", number(counts.others()))
        .putFields("leftOut", number(counts.leftOut()))
        .putFields("change", number(counts.through()))
        .build();
  }

  List<String> lines() {
    var header = contents.header();
    var counts = contents.counts();
    List<String> lines = new ArrayList<>();
    lines.add("store        " + header.storeId());
    lines.add("taken        " + taken() + " of node " + header.node() + ", " + header.version());
    lines.add("connections  " + connections());
    lines.add("change       " + counts.through());
    lines.add("sha256       " + contents.sha256());
    if (counts.leftOut() > 0) {
      lines.add("left out     " + counts.leftOut() + " records that could not be read");
    }
    return lines.stream().map(Printable::of).toList();
  }

  /** How many, and of which providers. */
  String connections() {
    String each =
        sorted().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return contents.counts().connections() + (each.isEmpty() ? "" : " (" + each + ")");
  }

  Instant taken() {
    return contents.header().taken().truncatedTo(ChronoUnit.SECONDS);
  }

  private Value byProvider() {
    Struct.Builder byProvider = Struct.newBuilder();
    sorted().forEach((name, count) -> byProvider.putFields(name, number(count)));
    return Value.newBuilder().setStructValue(byProvider).build();
  }

  private Map<String, Long> sorted() {
    return new TreeMap<>(contents.connectionsByProvider());
  }

  static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  static Value number(long number) {
    return Value.newBuilder().setNumberValue((double) number).build();
  }
}

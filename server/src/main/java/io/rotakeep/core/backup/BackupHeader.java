package io.rotakeep.core.backup;

import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import java.time.Instant;
import java.util.UUID;

/**
 * What a backup says of itself at its beginning.
 *
 * @param version of the daemon that made it
 * @param node the daemon's name
 * @param taken when it was begun
 * @param mark up to which sequence of the journal the rows hold every change
 */
public record BackupHeader(UUID storeId, String version, String node, Instant taken, long mark) {
  private static final int VERSION = 1;

  byte[] image() {
    return new ImageWriter(VERSION)
        .text(storeId.toString())
        .text(version)
        .text(node)
        .instant(taken)
        .number(mark)
        .toImage();
  }

  static BackupHeader read(byte[] image) {
    return ImageReader.read(
        image,
        VERSION,
        in ->
            new BackupHeader(
                UUID.fromString(in.requiredText()),
                in.requiredText(),
                in.requiredText(),
                in.requiredInstant(),
                in.number()));
  }
}

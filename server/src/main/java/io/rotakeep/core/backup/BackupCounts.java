package io.rotakeep.core.backup;

import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;

/**
 * What a backup says of itself at its end.
 *
 * @param connections how many were read; one that was made meanwhile is in the journal only
 * @param others rows of other kinds
 * @param ancestors fingerprints of refresh tokens
 * @param leftOut rows that could not be read, and are missing
 * @param through the last sequence of the journal in it
 */
public record BackupCounts(
    long connections, long others, long ancestors, long leftOut, long through) {
  private static final int VERSION = 1;

  byte[] image() {
    return new ImageWriter(VERSION)
        .number(connections)
        .number(others)
        .number(ancestors)
        .number(leftOut)
        .number(through)
        .toImage();
  }

  static BackupCounts read(byte[] image) {
    return ImageReader.read(
        image,
        VERSION,
        in -> new BackupCounts(in.number(), in.number(), in.number(), in.number(), in.number()));
  }
}

package io.rotakeep.core.rotation;

import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import java.time.Instant;
import java.util.UUID;

/**
 * One question to a token endpoint, as intended before its first byte leaves.
 *
 * @param generation the generation presented; for an exchange the one before the coming one
 * @param revision of the row when it was read
 * @param reference for an exchange, which authorization it belongs to; empty for a refresh
 */
public record Attempt(
    UUID id,
    Kind kind,
    ConnectionId connection,
    Generation generation,
    long revision,
    String reference,
    Instant time) {

  /** What is asked for, and with what right. */
  public enum Kind {
    REFRESH,
    /** A generation in doubt, presented once more on purpose. */
    DELIBERATE,
    EXCHANGE
  }

  /** A refresh of the connection as it is. */
  static Attempt of(UUID id, Kind kind, Connection connection, Instant now) {
    return new Attempt(
        id, kind, connection.id(), connection.generation(), connection.revision(), "", now);
  }

  public void writeTo(ImageWriter out) {
    out.text(id.toString())
        .text(kind.name())
        .text(connection.value())
        .number(generation.number())
        .number(revision)
        .text(reference)
        .instant(time);
  }

  public static Attempt read(ImageReader in) {
    return new Attempt(
        UUID.fromString(in.requiredText()),
        Kind.valueOf(in.requiredText()),
        new ConnectionId(in.requiredText()),
        new Generation(in.number()),
        in.number(),
        in.requiredText(),
        in.requiredInstant());
  }
}

package io.rotakeep.core.crypto;

import java.util.Objects;
import java.util.UUID;

/**
 * The place an encrypted value belongs to; it decrypts nowhere else.
 *
 * <p>The issuer's host is part of it, so that a refresh token cannot be sent to another server than
 * it came from; generation and state are part of it, so that a row put back or un-revoked by SQL
 * does not decrypt. Where a part has no meaning it is empty, or 0.
 */
public record RecordAddress(
    UUID storeId,
    String table,
    String column,
    String recordId,
    String provider,
    String issuerHost,
    long generation,
    String state) {
  public RecordAddress {
    Objects.requireNonNull(storeId);
    Objects.requireNonNull(table);
    Objects.requireNonNull(column);
    Objects.requireNonNull(recordId);
    Objects.requireNonNull(provider);
    Objects.requireNonNull(issuerHost);
    Objects.requireNonNull(state);
  }

  /** Names the place in a message for people. */
  public String describe() {
    return table + "." + column + " of " + recordId + ", generation " + generation;
  }
}

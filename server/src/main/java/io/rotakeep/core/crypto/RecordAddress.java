package io.rotakeep.core.crypto;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The place an encrypted value belongs to, and what stands beside it there; it decrypts nowhere
 * else, and beside nothing else.
 *
 * <p>The issuer's host is part of it, so that a refresh token cannot be sent to another server than
 * it came from; generation and state are part of it, so that a row put back or un-revoked by SQL
 * does not decrypt. Where a part has no meaning it is empty, or 0.
 *
 * @param beside by name, what grants or directs something and is not encrypted itself, such as a
 *     label that a policy names or the host an access token is to be taken to
 */
public record RecordAddress(
    UUID storeId,
    String table,
    String column,
    String recordId,
    String provider,
    String issuerHost,
    long generation,
    String state,
    Map<String, String> beside) {
  public RecordAddress {
    Objects.requireNonNull(storeId);
    Objects.requireNonNull(table);
    Objects.requireNonNull(column);
    Objects.requireNonNull(recordId);
    Objects.requireNonNull(provider);
    Objects.requireNonNull(issuerHost);
    Objects.requireNonNull(state);
    beside = Map.copyOf(beside);
  }

  /** A place where nothing stands beside it. */
  public RecordAddress(
      UUID storeId,
      String table,
      String column,
      String recordId,
      String provider,
      String issuerHost,
      long generation,
      String state) {
    this(storeId, table, column, recordId, provider, issuerHost, generation, state, Map.of());
  }

  /** Names the place in a message for people. */
  public String describe() {
    return table + "." + column + " of " + recordId + ", generation " + generation;
  }
}

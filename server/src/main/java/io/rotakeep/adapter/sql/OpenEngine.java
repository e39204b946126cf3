package io.rotakeep.adapter.sql;

import java.util.function.Supplier;

/**
 * What an open database needs beside the SQL that it is asked. Thread-safe. What it cannot do now
 * is a {@link io.rotakeep.core.connection.StoreUnavailableException}.
 */
interface OpenEngine {
  /** To be called once, when it has its tables: until then nobody changes a row. */
  void begin();

  /**
   * Runs a transaction whole, from its first statement to its commit, so that a crash leaves all of
   * it or nothing.
   */
  <R> R change(Supplier<R> transaction);

  /**
   * Returns once everything committed so far would survive a power failure.
   *
   * @throws SqlFailedException if nobody knows whether it would
   */
  void force();

  /** Whether it found by itself that it can write no more. */
  boolean hasFailed();

  /** Lets the database close in order with its last connection, and closes those. */
  void close();

  /** Ends without writing any more or asking the database anything. */
  void end();
}

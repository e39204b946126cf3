package io.rotakeep.adapter.sql;

/** What differs between the database engines that the same SQL runs on. */
enum Engine {
  /** Compares text by its UTF-16 units, which for ids and names is the order of their bytes. */
  H2("", "CHECKPOINT SYNC", "SET DB_CLOSE_DELAY -1", "SET DB_CLOSE_DELAY 0"),

  /** Orders ids by their bytes only when told to; a commit is on disk when it returns. */
  POSTGRESQL("COLLATE \"C\"", "", "", "");

  private final String asciiCollation;
  private final String force;
  private final String retain;
  private final String release;

  Engine(String asciiCollation, String force, String retain, String release) {
    this.asciiCollation = asciiCollation;
    this.force = force;
    this.retain = retain;
    this.release = release;
  }

  /** What a column definition adds so that ids are listed in the order of their bytes. */
  String asciiCollation() {
    return asciiCollation;
  }

  /** The statement after which all that was committed survives a power failure; empty for none. */
  String force() {
    return force;
  }

  /**
   * The statement that keeps the database open without a user; empty for a server. To be run once:
   * as a setting of every connection it would undo {@link #release} when the pool fills just then.
   */
  String retain() {
    return retain;
  }

  /** The statement that lets the database close with its last user; empty for a server. */
  String release() {
    return release;
  }
}

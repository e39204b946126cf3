package io.rotakeep.adapter.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A flat directory of {@link LogFile}s. What {@code create}, {@code rename} and {@code delete}
 * changed survives a power loss only after {@code sync}. {@code toString} is its path.
 */
interface LogDirectory extends Closeable {

  List<String> names() throws IOException;

  /** Creates an empty file, readable and writable by its owner alone. */
  LogFile create(String name) throws IOException;

  LogFile open(String name) throws IOException;

  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  void sync() throws IOException;
}

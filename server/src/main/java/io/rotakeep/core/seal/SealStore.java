package io.rotakeep.core.seal;

import java.io.IOException;
import java.util.Optional;

/** Keeps the sealed keys, which are worthless to whoever lacks the seal's key. */
public interface SealStore {

  /**
   * The blob that was saved last, or the one before if the last save was cut short. Empty only if
   * none was ever saved: what is damaged is an {@link IOException}, never taken as fresh.
   */
  Optional<byte[]> load() throws IOException;

  /** Durable on return. A crash at any byte leaves either the old blob or the new one. */
  void save(byte[] blob) throws IOException;

  /** Makes whatever was saved before the newest blob unreadable; durable on return. */
  void forgetOlder() throws IOException;
}

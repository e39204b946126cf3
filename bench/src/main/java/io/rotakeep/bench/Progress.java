package io.rotakeep.bench;

/** Hears what is being measured now, so that nobody waits in the dark. */
public interface Progress {
  void now(String what);
}

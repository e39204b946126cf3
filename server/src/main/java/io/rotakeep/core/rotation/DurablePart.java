package io.rotakeep.core.rotation;

/** A part on which durability rests. Thread-safe; asking it costs nothing. */
public interface DurablePart {
  Condition condition();

  /** How it is. */
  sealed interface Condition {
    record Sound() implements Condition {}

    /** It takes what comes, and not for long any more. */
    record Strained(String why) implements Condition {}

    /** It takes nothing now, and goes on by itself. */
    record Refusing(String why) implements Condition {}

    /** It takes nothing any more until the process is started anew. */
    record Ended(String why) implements Condition {}
  }
}

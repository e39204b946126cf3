package io.rotakeep.testkit.proxy;

import java.time.Duration;

/**
 * What a network does to the reply of a server that has answered: the server has seen the question
 * whole and believes it is done.
 */
public sealed interface ReplyFault {
  /** Nothing of the reply arrives, and the connection ends in good order. */
  record Dropped() implements ReplyFault {}

  /** Nothing of the reply arrives, and the connection is reset. */
  record Reset() implements ReplyFault {}

  /** So many bytes arrive, then the connection ends in good order. */
  record Truncated(int bytes) implements ReplyFault {}

  /** One byte, then a pause, and so on to the end. */
  record Drip(Duration pause) implements ReplyFault {}

  /** Nothing of the reply arrives, and the connection stays until the client gives it up. */
  record Silence() implements ReplyFault {}
}

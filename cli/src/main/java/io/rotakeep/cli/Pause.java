package io.rotakeep.cli;

import java.time.Duration;

/** Lets time pass between two looks at something. */
@FunctionalInterface
interface Pause {
  void sleep(Duration time) throws InterruptedException;
}

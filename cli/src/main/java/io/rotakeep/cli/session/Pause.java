package io.rotakeep.cli.session;

import java.time.Duration;

/** Lets time pass between two looks at something. */
@FunctionalInterface
public interface Pause {
  void sleep(Duration time) throws InterruptedException;
}

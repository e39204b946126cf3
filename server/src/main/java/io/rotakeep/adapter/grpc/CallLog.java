package io.rotakeep.adapter.grpc;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Where it is written what went wrong in one call.
 *
 * @param caller for whom lines are counted
 * @param requestId by which an unexpected error is found in the log
 */
record CallLog(ErrorLog log, String caller, String requestId) {
  void write(Level level, String text, @Nullable Throwable thrown) {
    log.write(level, caller, text, thrown);
  }
}

package io.rotakeep.core.approval;

import io.rotakeep.core.caller.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An act that waits for a second person, or has their word.
 *
 * @param asker who alone may do it then
 * @param approver null while nobody has approved
 */
public record Approval(
    String id, Act act, Caller asker, Instant asked, Instant expires, @Nullable Caller approver) {

  Approval by(Caller other) {
    return new Approval(id, act, asker, asked, expires, other);
  }
}

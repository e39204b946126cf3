package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.UnknownKeyTermException;
import io.rotakeep.core.quota.CallerThrottledException;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.seal.SealedException;
import io.rotakeep.v1.ErrorReason;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** What callers are told when something was thrown. */
final class Errors {
  private static final Duration SOON = Duration.ofSeconds(1);

  private Errors() {}

  /**
   * @param log told of what the caller could not have known
   */
  static ErrorReply of(Throwable thrown, CallLog log) {
    return switch (thrown) {
      case ReplyException refused -> refused.reply();
      case InvalidFieldException invalid -> ErrorReply.invalid(invalid.field(), invalid.rule());
      case CallerThrottledException throttled -> ErrorReply.throttled(throttled.breach());
      case SealedException _ -> ErrorReply.sealed();
      case TimeoutException _ -> deadline();
      case AuditUnavailableException _ -> logged(audit(), thrown, log);
      case StoreUnavailableException _, JournalUnavailableException _ ->
          logged(store(), thrown, log);
      case UnknownKeyTermException _ -> logged(keyTerm(), thrown, log);
      case IntegrityException _, DamagedImageException _ -> logged(integrity(), thrown, log);
      case CompletionException wrapped when wrapped.getCause() != null ->
          of(wrapped.getCause(), log);
      default -> internal(thrown, log);
    };
  }

  static ErrorReply deadline() {
    return ErrorReply.bare(
        Code.DEADLINE_EXCEEDED, "the deadline passed; what was begun goes on, ask again");
  }

  static ErrorReply stopping() {
    return ErrorReply.bare(
        Code.UNAVAILABLE, "the daemon is stopping; resume with the last cursor, here or elsewhere");
  }

  static ErrorReply audit() {
    return ErrorReply.of(
            Code.UNAVAILABLE,
            ErrorReason.ERROR_REASON_AUDIT_UNAVAILABLE,
            "a required audit device does not take the record, so the answer is withheld")
        .retryAfter(SOON);
  }

  static ErrorReply store() {
    return ErrorReply.of(
            Code.UNAVAILABLE,
            ErrorReason.ERROR_REASON_STORE_UNAVAILABLE,
            "the store or the journal cannot be used now: rotakeep operator status says why")
        .retryAfter(SOON);
  }

  static ErrorReply keyTerm() {
    return ErrorReply.of(
            Code.UNAVAILABLE,
            ErrorReason.ERROR_REASON_STORE_UNAVAILABLE,
            "the record is encrypted under a key term that the sealed keys in use lack; it is"
                + " whole")
        .retryAfter(SOON)
        .with(
            "next_step",
            "the file `seal` in the daemon's data directory is an older copy: put the newest one"
                + " back and start the daemon again");
  }

  static ErrorReply integrity() {
    return ErrorReply.of(
            Code.DATA_LOSS,
            ErrorReason.ERROR_REASON_INTEGRITY,
            "a stored record does not authenticate; others are not affected")
        .with("next_step", "compare the store with a backup, then authorize the connection again");
  }

  private static ErrorReply logged(ErrorReply reply, Throwable thrown, CallLog log) {
    log.write(Level.WARNING, "a call ended with " + reply + ": " + thrown.getMessage(), null);
    return reply;
  }

  private static ErrorReply internal(Throwable thrown, CallLog log) {
    String text = "internal error, request id " + log.requestId();
    log.write(Level.ERROR, text, thrown);
    return ErrorReply.bare(Code.INTERNAL, text);
  }
}

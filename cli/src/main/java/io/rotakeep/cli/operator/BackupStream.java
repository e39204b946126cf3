package io.rotakeep.cli.operator;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.terminal.Progress;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.v1.BackupResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;

/** What a daemon streams, passed on as it comes, and checked once all of it has come. */
final class BackupStream {
  private static final long MEGABYTE = 1_000_000;

  private final Iterator<BackupResponse> messages;
  private final Progress progress;
  private long bytes;

  BackupStream(Iterator<BackupResponse> messages, Progress progress) {
    this.messages = messages;
    this.progress = progress;
  }

  /** Where the bytes go. */
  interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  /**
   * Returns the SHA-256 of what was passed on, in hexadecimal digits.
   *
   * @throws CliFailure if that is not what the daemon says it sent, or if the daemon goes meanwhile
   */
  String into(Sink sink) throws IOException {
    MessageDigest digest = sha256();
    while (goesOn()) {
      var message = messages.next();
      if (!message.getSha256().isEmpty()) {
        byte[] sum = digest.digest();
        if (MessageDigest.isEqual(sum, message.getSha256().toByteArray())) {
          return HexFormat.of().formatHex(sum);
        }
        throw lost("what came is not what the daemon sent");
      }
      ByteBuffer chunk = message.getChunk().asReadOnlyByteBuffer();
      bytes += chunk.remaining();
      digest.update(chunk.duplicate());
      sink.write(chunk);
      progress.step(bytes / MEGABYTE, 0, 0);
    }
    throw lost("the daemon's stream ended early");
  }

  long bytes() {
    return bytes;
  }

  private boolean goesOn() {
    try {
      return messages.hasNext();
    } catch (StatusRuntimeException e) {
      if (bytes > 0 && endedWithoutAWord(e)) {
        throw new CliFailure(
            Status.Code.UNAVAILABLE,
            "the daemon, or the way to it, went in the middle of the backup, after "
                + bytes
                + " bytes: that is no whole backup. See that the daemon runs, and run it again");
      }
      throw e;
    }
  }

  /** A daemon that has something to say gives a reason. */
  private static boolean endedWithoutAWord(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.UNAVAILABLE
        && RotakeepException.from(e).reason().isEmpty();
  }

  private static CliFailure lost(String what) {
    return new CliFailure(Status.Code.DATA_LOSS, what + "; nothing was kept, run it again");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

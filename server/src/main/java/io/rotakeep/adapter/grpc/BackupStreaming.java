package io.rotakeep.adapter.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status.Code;
import io.rotakeep.core.backup.BackupSink;
import io.rotakeep.core.backup.StoreBackup;
import io.rotakeep.core.backup.StoreBackup.Asker;
import io.rotakeep.core.backup.StoreBackup.Result;
import io.rotakeep.v1.BackupRequest;
import io.rotakeep.v1.BackupResponse;
import io.rotakeep.v1.ErrorReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Streams a copy of the store, as fast as the caller takes it. The journal forgets nothing
 * meanwhile, so there is an end to the patience with a slow one.
 */
public final class BackupStreaming implements StreamingMethod<BackupRequest, BackupResponse> {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final StoreBackup backup;
  private final InstantSource clock;
  private final Duration longestPause;

  public BackupStreaming(StoreBackup backup, InstantSource clock) {
    this(backup, clock, LONGEST_PAUSE);
  }

  /**
   * @param longestPause of a caller that takes nothing
   */
  BackupStreaming(StoreBackup backup, InstantSource clock, Duration longestPause) {
    this.backup = backup;
    this.clock = clock;
    this.longestPause = longestPause;
  }

  @Override
  public void answer(RpcCall call, BackupRequest request, Outbound<BackupResponse> out) {
    Stream stream = new Stream(out, clock.instant().plus(LONGEST));
    switch (backup.take(new Asker(call.caller().name(), call.requestId()), stream)) {
      case Result.Taken _ -> {}
      case Result.Left _ -> {
        if (out.isOpen()) {
          throw tooSlow(longestPause).toException();
        }
      }
      case Result.UnderWay _ ->
          throw refused("a backup is under way; there is one at a time").toException();
      case Result.KeysChanged _ ->
          throw refused("the keys changed while the store was copied; take it again").toException();
    }
  }

  private final class Stream implements BackupSink {
    private final Outbound<BackupResponse> out;
    private final Instant last;
    private long done;

    Stream(Outbound<BackupResponse> out, Instant last) {
      this.out = out;
      this.last = last;
    }

    @Override
    public boolean write(byte[] bytes) {
      done += bytes.length;
      BackupResponse chunk =
          BackupResponse.newBuilder()
              .setChunk(UnsafeByteOperations.unsafeWrap(bytes))
              .setDone(done)
              .build();
      return clock.instant().isBefore(last) && out.send(chunk, longestPause);
    }

    @Override
    public boolean end(StoreBackup.Receipt receipt) {
      BackupResponse sum =
          BackupResponse.newBuilder()
              .setSha256(ByteString.copyFrom(receipt.sha256()))
              .setDone(done)
              .build();
      return out.send(sum, longestPause);
    }
  }

  private static ErrorReply tooSlow(Duration longestPause) {
    return ErrorReply.bare(
        Code.DEADLINE_EXCEEDED,
        "the caller took nothing for "
            + longestPause.toSeconds()
            + " s, or the backup took longer than "
            + LONGEST.toMinutes()
            + " min, while the journal must keep everything; take it over a faster way");
  }

  private static ErrorReply refused(String why) {
    return ErrorReply.of(Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_WRONG_STATE, why);
  }
}

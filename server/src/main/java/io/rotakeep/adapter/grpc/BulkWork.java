package io.rotakeep.adapter.grpc;

import com.google.protobuf.Message;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionsProgress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Does one thing to many connections, some at a time, and tells how far it has come. */
final class BulkWork {
  static final int AT_ONCE = 8;

  private final Calls calls;
  private final ConnectionParts parts;
  private final InstantSource clock;

  BulkWork(Calls calls, ConnectionParts parts, InstantSource clock) {
    this.calls = calls;
    this.parts = parts;
    this.clock = clock;
  }

  /** What is done to one; throws what {@link Errors} can explain. */
  interface Step {
    void apply(ConnectionId id, ConnectionResult.Builder result);
  }

  /**
   * Which are dealt with, and how.
   *
   * @param shape of every message, as far as it is not about how far the work is
   * @param atOnce how many at the most
   */
  record Job(List<ConnectionId> selected, Step step, ConnectionsProgress shape, int atOnce) {
    Job(List<ConnectionId> selected, Step step) {
      this(selected, step, ConnectionsProgress.getDefaultInstance(), AT_ONCE);
    }

    private ConnectionsProgress.Builder progress(long done, long failed) {
      return shape.toBuilder().setTotal(selected.size()).setDone(done).setFailed(failed);
    }
  }

  /**
   * Asked once everything else about an act is in order.
   *
   * @throws ReplyException if it is about all, and nobody else has approved it
   */
  void requireSecondPerson(
      RpcCall call, Message request, ConnectionSelector selector, String comment, int count) {
    if (selector.getAll()) {
      calls.secondPerson().require(call, request, comment, count);
    }
  }

  /** Ends early when nobody listens any more; what is under way then still ends. */
  void run(RpcCall call, Job job, Outbound<ConnectionsProgress> out) {
    List<ConnectionId> selected = job.selected();
    long done = 0;
    long failed = 0;
    boolean open = out.send(job.progress(0, 0).build());
    for (int from = 0; open && from < selected.size(); from += job.atOnce()) {
      int until = Math.min(from + job.atOnce(), selected.size());
      List<ConnectionResult> results = together(call, selected.subList(from, until), job.step());
      done += results.size();
      failed += results.stream().filter(ConnectionResult::hasError).count();
      open = out.send(job.progress(done, failed).addAllResults(results).build());
    }
    if (open) {
      out.send(job.progress(done, failed).setFinished(true).build());
    }
  }

  private List<ConnectionResult> together(RpcCall call, List<ConnectionId> ids, Step step) {
    List<CompletableFuture<ConnectionResult>> begun = new ArrayList<>();
    for (ConnectionId id : ids) {
      begun.add(CompletableFuture.supplyAsync(() -> result(call, id, step), calls.executor()));
    }
    return begun.stream().map(CompletableFuture::join).toList();
  }

  private ConnectionResult result(RpcCall call, ConnectionId id, Step step) {
    ConnectionResult.Builder result = ConnectionResult.newBuilder().setConnection(id.value());
    try {
      act(call, id, step, result);
    } catch (RuntimeException e) {
      // Whatever it is about one, the others are still to be reached.
      result.setError(Errors.of(e, call.log()).proto());
    }
    return result.build();
  }

  private void act(RpcCall call, ConnectionId id, Step step, ConnectionResult.Builder result) {
    Connection before;
    try {
      before = parts.store().find(id).orElseThrow(() -> FailureReplies.notFound().toException());
    } catch (IntegrityException e) {
      // Its token may still be served from memory, and a hold needs no row to stop that.
      requireAllowed(call.may(id));
      step.apply(id, result);
      throw e;
    }
    requireAllowed(call.may(before));
    addOlderToken(result, before);
    try {
      step.apply(id, result);
    } finally {
      addState(result, id);
    }
  }

  /** A grant that was taken away meanwhile ends what is still to be done. */
  private static void requireAllowed(boolean allowed) {
    if (!allowed) {
      throw ErrorReply.notAllowed().toException();
    }
  }

  private void addState(ConnectionResult.Builder result, ConnectionId id) {
    parts
        .store()
        .findWhole(id)
        .ifPresent(now -> result.setState(ConnectionWords.state(parts.holds().effective(now))));
  }

  private void addOlderToken(ConnectionResult.Builder result, Connection before) {
    StoredAccessToken token = before.accessToken();
    Instant now = clock.instant();
    if (token != null && token.livesAt(now)) {
      result
          .setOlderTokenExpireTime(Times.timestamp(token.validity().expires()))
          .setOlderTokenId(token.handle());
    }
  }
}

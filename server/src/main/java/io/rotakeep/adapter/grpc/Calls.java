package io.rotakeep.adapter.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.rotakeep.core.approval.Approvals;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.quota.Breach;
import io.rotakeep.core.quota.CallerThrottledException;
import io.rotakeep.core.quota.Quotas;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What all methods share: who may call, whether keys are at hand, how long is waited. */
public final class Calls {
  static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
  private static final int LONGEST_REQUEST_ID = 64;

  /** Virtual threads, one per call: event loops never wait. */
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("call").start(task);

  private final Permissions permissions;
  private final Supplier<Quotas> quotas;
  private final Approvals approvals;
  private final BooleanSupplier unsealed;
  private final RandomGenerator random;
  private final Patience patience;
  private final InstantSource clock;
  private final ErrorLog errors;
  private final Set<Outbound<?>> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * How long a unary call is waited for.
   *
   * @param byDefault when the caller sets no deadline
   * @param atMost however late the caller's deadline is
   */
  public record Patience(Duration byDefault, Duration atMost) {
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(15), Duration.ofSeconds(60));
  }

  /**
   * @param quotas asked at each call, so that a reload counts at once
   * @param unsealed whether the keys may be used
   */
  public Calls(
      Permissions permissions,
      Supplier<Quotas> quotas,
      Approvals approvals,
      BooleanSupplier unsealed,
      RandomGenerator random,
      Patience patience,
      InstantSource clock) {
    this.permissions = permissions;
    this.quotas = quotas;
    this.approvals = approvals;
    this.unsealed = unsealed;
    this.random = random;
    this.patience = patience;
    this.clock = clock;
    this.errors = new ErrorLog(clock);
  }

  /** Ends the streams that would otherwise outlast every patience; unary calls go on. */
  public void endStreams() {
    stopping = true;
    streams.forEach(Outbound::stop);
  }

  <Q, A> UnaryMethod<Q, A> once(UnaryMethod<Q, A> action) {
    return new OncePerRequestId<>(action, clock);
  }

  /** Without whom nothing is done to all connections. */
  SecondPerson secondPerson() {
    return new SecondPerson(approvals);
  }

  /**
   * @param store what the first person may touch in it, the second must be allowed to
   */
  Approving approving(ConnectionStore store, PageTokens pages) {
    return new Approving(approvals, permissions, store, pages);
  }

  void opened(Outbound<?> stream) {
    streams.add(stream);
    if (stopping) {
      stream.stop();
    }
  }

  void closed(Outbound<?> stream) {
    streams.remove(stream);
  }

  /**
   * Counts a call.
   *
   * @throws CallerThrottledException if the caller asks more than its quota
   */
  void count(Caller caller) {
    Breach breach = quotas.get().request(caller);
    if (breach != null) {
      throw new CallerThrottledException(breach);
    }
  }

  /**
   * Counts a message of a stream. One too many waits for its turn: what has begun goes on, slower.
   *
   * @return false if the stream ended meanwhile
   */
  boolean countMessage(Caller caller, Outbound<?> stream) {
    Duration wait = quotas.get().waitOf(caller);
    while (!wait.isZero()) {
      if (!stream.rest(wait)) {
        return false;
      }
      wait = quotas.get().waitOf(caller);
    }
    return true;
  }

  /** Closes a stream whose work has ended, saying why if we ended it. */
  void end(ServerCall<?, ?> call, Outbound<?> stream) {
    if (stream.isStopped()) {
      (unsealed() ? Errors.stopping() : ErrorReply.sealed()).close(call);
    } else if (stream.isOpen()) {
      stream.begin();
      call.close(Status.OK, new Metadata());
    }
  }

  boolean unsealed() {
    return unsealed.getAsBoolean();
  }

  InstantSource clock() {
    return clock;
  }

  Executor executor() {
    return VIRTUAL;
  }

  /** For a call whose caller the interceptor has let through. */
  RpcCall begin(ServerCall<?, ?> call, Metadata headers, CallRule rule) {
    Caller caller = CallerRecognition.callerOf(call);
    String given = givenRequestId(headers);
    String id = given == null ? HexFormat.of().toHexDigits(random.nextLong()) : given;
    String method = call.getMethodDescriptor().getFullMethodName();
    return new RpcCall(caller, method, rule, logOf(caller, id), patience(), permissions);
  }

  CallLog logOf(Caller caller, String requestId) {
    return new CallLog(errors, caller.name(), requestId);
  }

  /** In the caller's own words if those are fit for a log; null if there are none. */
  static @Nullable String givenRequestId(Metadata headers) {
    String id = headers.get(REQUEST_ID);
    boolean fit =
        id != null
            && !id.isEmpty()
            && id.length() <= LONGEST_REQUEST_ID
            && id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    return fit ? id : null;
  }

  /** Until the deadline of the call that this thread has just taken up. */
  Duration patience() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return patience.byDefault();
    }
    Duration left = Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    return left.compareTo(patience.atMost()) > 0 ? patience.atMost() : left;
  }
}

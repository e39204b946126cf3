package io.rotakeep.client.internal.channel;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Repeats calls that ended UNAVAILABLE: those that read, and those that change something under a
 * {@code request_id}, by which the daemon knows the repetition. At most three times, within the
 * call's own deadline, after the pause that the daemon named or a growing one of chance.
 */
public final class SafeRetries implements ClientInterceptor {
  private static final int ATTEMPTS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /** Whoever is asked to wait longer wants to know that rather than to be held. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private static final List<String> READS = List.of("Get", "List", "Diagnose", "Check", "Lookup");

  private final BiFunction<Status, @Nullable Metadata, @Nullable Duration> namedPause;
  private final Runnable redial;
  private final ScheduledExecutorService timer;

  /**
   * @param namedPause what the daemon's error says about when to ask again; null if nothing
   * @param redial has the channel connect now rather than when its own pause is over
   */
  public SafeRetries(
      BiFunction<Status, @Nullable Metadata, @Nullable Duration> namedPause,
      Runnable redial,
      ScheduledExecutorService timer) {
    this.namedPause = namedPause;
    this.redial = redial;
    this.timer = timer;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    if (method.getType() != MethodDescriptor.MethodType.UNARY) {
      return next.newCall(method, options);
    }
    return new RetryingCall<>(
        () -> next.newCall(method, options), options, request -> isSafe(method, request), this);
  }

  static boolean isSafe(MethodDescriptor<?, ?> method, Object request) {
    String name = Objects.requireNonNullElse(method.getBareMethodName(), "");
    return READS.stream().anyMatch(name::startsWith) || hasRequestId(request);
  }

  private static boolean hasRequestId(Object request) {
    if (!(request instanceof Message message)) {
      return false;
    }
    FieldDescriptor id = message.getDescriptorForType().findFieldByName("request_id");
    return id != null && !message.getField(id).equals(id.getDefaultValue());
  }

  /**
   * @param attempts that have failed so far, the last of them like this
   * @return how long to wait before the next; null if there is to be none
   */
  @Nullable Duration pauseAfter(int attempts, Status status, @Nullable Metadata trailers) {
    boolean unavailable = LostConnection.asUnavailable(status).getCode() == Status.Code.UNAVAILABLE;
    if (!unavailable || attempts >= ATTEMPTS) {
      return null;
    }
    Duration named = namedPause.apply(status, trailers);
    if (named != null && named.compareTo(LONGEST_PAUSE) > 0) {
      return null;
    }
    return plusChance(named == null ? FIRST_PAUSE.multipliedBy(1L << (attempts - 1)) : named);
  }

  private static Duration plusChance(Duration least) {
    return least.plusMillis(ThreadLocalRandom.current().nextLong(least.toMillis() / 2 + 1));
  }

  Runnable redial() {
    return redial;
  }

  ScheduledExecutorService timer() {
    return timer;
  }
}

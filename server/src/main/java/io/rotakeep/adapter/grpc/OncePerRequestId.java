package io.rotakeep.adapter.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.rotakeep.core.BugException;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A mutation that is done once for each {@code request_id} of a caller, and answered with the first
 * answer when it is repeated. In memory and bounded: a restart forgets, and what is repeated after
 * that is done again. Of requests only a digest is kept, of failures nothing: they may be tried
 * again. Thread-safe.
 */
final class OncePerRequestId<Q, A> implements UnaryMethod<Q, A> {
  private static final Duration KEPT = Duration.ofHours(24);
  private static final int MOST = 2_000;

  private final UnaryMethod<Q, A> action;
  private final InstantSource clock;
  private final LinkedHashMap<Key, Entry<A>> entries = new LinkedHashMap<>();

  private record Key(String caller, String id) {}

  private record Entry<A>(String digest, Instant until, CompletableFuture<Answered<A>> answered) {}

  private record Answered<A>(A answer, @Nullable ConnectionId connection) {}

  OncePerRequestId(UnaryMethod<Q, A> action, InstantSource clock) {
    this.action = action;
    this.clock = clock;
  }

  @Override
  public A answer(RpcCall call, Q request) {
    String id = request instanceof Message message ? idIn(message) : "";
    if (!(request instanceof Message message) || id.isEmpty()) {
      return action.answer(call, request);
    }
    Key key = new Key(call.caller().name(), RequestIds.of(call, id));
    Entry<A> mine =
        new Entry<>(
            RequestDigest.of(message), clock.instant().plus(KEPT), new CompletableFuture<>());
    Entry<A> first = enter(key, mine);
    return first == null ? done(call, request, key, mine) : repeated(call, first, mine.digest());
  }

  private A done(RpcCall call, Q request, Key key, Entry<A> mine) {
    try {
      A answer = action.answer(call, request);
      mine.answered().complete(new Answered<>(answer, call.askedFor()));
      return answer;
    } catch (RuntimeException e) {
      leave(key, mine);
      mine.answered().completeExceptionally(e);
      throw e;
    } finally {
      if (!mine.answered().isDone()) {
        // An Error: whoever repeats the request must not wait for ever.
        leave(key, mine);
        mine.answered().completeExceptionally(new BugException("the first call of it broke off"));
      }
    }
  }

  private A repeated(RpcCall call, Entry<A> first, String digest) {
    if (!first.digest().equals(digest)) {
      throw new InvalidFieldException(
          "request_id", "was used for another request within 24 hours; choose a new one");
    }
    try {
      Answered<A> answered = first.answered().join();
      ConnectionId connection = answered.connection();
      if (connection != null) {
        // What was permitted then need not be permitted now.
        var _ = call.connection("connection", connection.value());
      }
      return answered.answer();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private synchronized @Nullable Entry<A> enter(Key key, Entry<A> mine) {
    Instant now = clock.instant();
    Iterator<Entry<A>> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      boolean expired = !now.isBefore(oldest.next().until());
      if (!expired && entries.size() < MOST) {
        break;
      }
      oldest.remove();
    }
    return entries.putIfAbsent(key, mine);
  }

  private synchronized void leave(Key key, Entry<A> mine) {
    entries.remove(key, mine);
  }

  private static String idIn(Message message) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName("request_id");
    return field == null ? "" : (String) message.getField(field);
  }
}

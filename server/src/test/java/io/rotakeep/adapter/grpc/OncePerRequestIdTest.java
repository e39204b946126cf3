package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class OncePerRequestIdTest {
  private static final UpdateConnectionRequest REQUEST =
      UpdateConnectionRequest.newBuilder()
          .setConnection("crm/a")
          .putLabels("a", "1")
          .putLabels("b", "2")
          .setRequestId("4711")
          .build();

  private final MutableClock clock = MutableClock.standing();
  private final AuditDevice audit = new MemoryAudit();
  private final AtomicReference<Policies> policies = new AtomicReference<>(granting("**"));
  private final AtomicInteger done = new AtomicInteger();
  private final UnaryMethod<UpdateConnectionRequest, Integer> guarded =
      new OncePerRequestId<>(
          (call, request) -> {
            var _ = call.connection("connection", request.getConnection());
            return done.incrementAndGet();
          },
          clock);

  @Test
  void doesWhatIsRepeatedOnce() {
    UpdateConnectionRequest otherOrder =
        UpdateConnectionRequest.newBuilder()
            .putLabels("b", "2")
            .putLabels("a", "1")
            .setRequestId("4711")
            .setConnection("crm/a")
            .build();

    int first = guarded.answer(call("dev"), REQUEST);
    int second = guarded.answer(call("dev"), otherOrder);

    assertThat(List.of(first, second)).containsExactly(1, 1);
  }

  @Test
  void refusesAnotherRequestUnderTheSameId() {
    guarded.answer(call("dev"), REQUEST);

    assertThatThrownBy(() -> guarded.answer(call("dev"), REQUEST.toBuilder().clearLabels().build()))
        .hasMessageContaining("request_id: was used for another request");
  }

  @Test
  void keepsCallersApart() {
    guarded.answer(call("dev"), REQUEST);
    guarded.answer(call("dns:app"), REQUEST);

    assertThat(done).hasValue(2);
  }

  @Test
  void doesWithoutAnIdWhatItIsAsked() {
    UpdateConnectionRequest plain = REQUEST.toBuilder().clearRequestId().build();

    guarded.answer(call("dev"), plain);
    guarded.answer(call("dev"), plain);

    assertThat(done).hasValue(2);
  }

  @Test
  void forgetsAfterADay() {
    guarded.answer(call("dev"), REQUEST);
    clock.advance(Duration.ofHours(24));

    guarded.answer(call("dev"), REQUEST);

    assertThat(done).hasValue(2);
  }

  @Test
  void triesAgainWhatFailed() {
    policies.set(granting("billing/*"));
    assertThatThrownBy(() -> guarded.answer(call("dev"), REQUEST))
        .isInstanceOf(ReplyException.class);

    policies.set(granting("**"));

    assertThat(guarded.answer(call("dev"), REQUEST)).isEqualTo(1);
  }

  @Test
  void triesAgainWhatBrokeOff() throws Exception {
    UnaryMethod<UpdateConnectionRequest, Integer> breaking =
        new OncePerRequestId<>(
            (_, _) -> {
              if (done.incrementAndGet() == 1) {
                throw new LinkageError("a class is missing");
              }
              return done.get();
            },
            clock);
    assertThatThrownBy(() -> breaking.answer(call("dev"), REQUEST))
        .isInstanceOf(LinkageError.class);

    CompletableFuture<Integer> repeated =
        CompletableFuture.supplyAsync(
            () -> breaking.answer(call("dev"), REQUEST), Thread::startVirtualThread);

    assertThat(repeated.get(30, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void repeatsNothingToWhoMayNoLongerKnow() {
    guarded.answer(call("dev"), REQUEST);

    policies.set(granting("billing/*"));

    assertThatThrownBy(() -> guarded.answer(call("dev"), REQUEST))
        .isInstanceOf(ReplyException.class)
        .hasMessageStartingWith("PERMISSION_DENIED");
  }

  private RpcCall call(String name) {
    CallerId id =
        name.equals("dev") ? new CallerId.DevCaller() : new CallerId.DnsName(name.substring(4));
    return new RpcCall(
        new Caller(id),
        "rotakeep.v1.Test/Do",
        new CallRule.PerConnection(Set.of(Role.OPERATOR)),
        new CallLog(new ErrorLog(clock), name, "r-1"),
        Duration.ofSeconds(1),
        new Permissions(policies::get, new InMemoryStores().connections(), audit, clock));
  }

  private Policies granting(String connections) {
    return new Policies(
        List.of(
            new Policy(
                "all",
                List.of("dev", "dns:app"),
                List.of(connections),
                Set.of(Role.OPERATOR),
                null)),
        clock);
  }
}

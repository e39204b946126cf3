package io.rotakeep.bench.trial;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.rotakeep.bench.load.AsyncCall;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** GetAccessToken for many connections, one after the other or by chance. */
public final class TokenCalls implements AsyncCall {
  private final TokenServiceGrpc.TokenServiceStub stub;
  private final LongFunction<GetAccessTokenRequest> requests;
  private final AtomicLong turns = new AtomicLong();

  private TokenCalls(Channel channel, LongFunction<GetAccessTokenRequest> requests) {
    this.stub = TokenServiceGrpc.newStub(channel);
    this.requests = requests;
  }

  /** Each id in its turn, and from the beginning again. */
  public static TokenCalls inTurn(Channel channel, List<String> ids) {
    List<GetAccessTokenRequest> requests = ids.stream().map(TokenCalls::request).toList();
    return new TokenCalls(channel, turn -> requests.get((int) (turn % requests.size())));
  }

  /** Connections {@code prefix/0} to {@code prefix/count-1}, all equally likely. */
  public static TokenCalls byChance(Channel channel, String prefix, int count) {
    return new TokenCalls(
        channel, _ -> request(prefix + "/" + ThreadLocalRandom.current().nextInt(count)));
  }

  static GetAccessTokenRequest request(String id) {
    return GetAccessTokenRequest.newBuilder().setConnection(id).build();
  }

  @Override
  public void start(Completion done) {
    stub.getAccessToken(requests.apply(turns.getAndIncrement()), new Answer(done));
  }

  private static final class Answer implements StreamObserver<GetAccessTokenResponse> {
    private final Completion done;

    private Answer(Completion done) {
      this.done = done;
    }

    @Override
    public void onNext(GetAccessTokenResponse answer) {}

    @Override
    public void onError(@Nullable Throwable thrown) {
      done.ended(thrown);
    }

    @Override
    public void onCompleted() {
      done.ended(null);
    }
  }
}

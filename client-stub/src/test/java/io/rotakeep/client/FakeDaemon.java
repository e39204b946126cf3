package io.rotakeep.client;

import com.google.rpc.Code;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A token service on a free loopback port that answers as it is told. */
final class FakeDaemon implements AutoCloseable {
  private final List<GetAccessTokenRequest> requests = new CopyOnWriteArrayList<>();
  private final BlockingQueue<FakeStream> streams = new LinkedBlockingQueue<>();
  private final List<String> peers = new CopyOnWriteArrayList<>();
  private final List<RefreshConnectionRequest> refreshes = new CopyOnWriteArrayList<>();
  private final Server server;
  private volatile BiConsumer<GetAccessTokenRequest, StreamObserver<GetAccessTokenResponse>>
      behaviour = (request, answer) -> {};

  FakeDaemon() {
    this(InsecureServerCredentials.create());
  }

  FakeDaemon(ServerCredentials credentials) {
    this(0, credentials);
  }

  /**
   * @param port 0 for a free one
   */
  FakeDaemon(int port, ServerCredentials credentials) {
    this.server =
        Grpc.newServerBuilderForPort(port, credentials)
            .addService(ServerInterceptors.intercept(new Tokens(), new PeerNames()))
            .addService(new Connections())
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void answer(GetAccessTokenResponse response) {
    behaviour =
        (request, answer) -> {
          answer.onNext(response);
          answer.onCompleted();
        };
  }

  void fail(com.google.rpc.Status status) {
    behaviour = (request, answer) -> answer.onError(StatusProto.toStatusRuntimeException(status));
  }

  void fail(Code code) {
    fail(com.google.rpc.Status.newBuilder().setCode(code.getNumber()).build());
  }

  /** Every request from now on stays without an answer. */
  void fallSilent() {
    behaviour = (request, answer) -> {};
  }

  /** The next failures, then the answer. */
  void failTimes(int failures, com.google.rpc.Status status, GetAccessTokenResponse response) {
    AtomicInteger left = new AtomicInteger(failures);
    behaviour =
        (request, answer) -> {
          if (left.getAndDecrement() > 0) {
            answer.onError(StatusProto.toStatusRuntimeException(status));
          } else {
            answer.onNext(response);
            answer.onCompleted();
          }
        };
  }

  List<GetAccessTokenRequest> requests() {
    return requests;
  }

  /** The next watch that somebody began. */
  FakeStream nextStream() throws InterruptedException {
    FakeStream stream = streams.poll(20, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("nobody watches");
    }
    return stream;
  }

  boolean hasStream() {
    return !streams.isEmpty();
  }

  /** Subjects of the certificates that were shown, one a call. */
  List<String> peers() {
    return peers;
  }

  /** Calls that would have refreshed a connection; all of them fail. */
  List<RefreshConnectionRequest> refreshes() {
    return refreshes;
  }

  int port() {
    return server.getPort();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {
    @Override
    public void getAccessToken(
        GetAccessTokenRequest request, StreamObserver<GetAccessTokenResponse> answer) {
      requests.add(request);
      behaviour.accept(request, answer);
    }

    @Override
    public void watchAccessTokens(
        WatchAccessTokensRequest request, StreamObserver<WatchAccessTokensResponse> answer) {
      streams.add(
          new FakeStream(request, (ServerCallStreamObserver<WatchAccessTokensResponse>) answer));
    }
  }

  private final class Connections extends ConnectionServiceGrpc.ConnectionServiceImplBase {
    @Override
    public void refreshConnection(
        RefreshConnectionRequest request, StreamObserver<Connection> answer) {
      refreshes.add(request);
      answer.onError(Status.UNAVAILABLE.asRuntimeException());
    }
  }

  private final class PeerNames implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
      if (session != null) {
        try {
          peers.add(session.getPeerPrincipal().getName());
        } catch (SSLPeerUnverifiedException nobody) {
          peers.add("nobody");
        }
      }
      return next.startCall(call, headers);
    }
  }
}

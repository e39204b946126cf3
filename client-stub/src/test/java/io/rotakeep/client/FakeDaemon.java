package io.rotakeep.client;

import com.google.rpc.Code;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A token service on a free loopback port that answers as it is told. */
final class FakeDaemon implements AutoCloseable {
  private final List<GetAccessTokenRequest> requests = new CopyOnWriteArrayList<>();
  private final Server server;
  private volatile BiConsumer<GetAccessTokenRequest, StreamObserver<GetAccessTokenResponse>>
      behaviour = (request, answer) -> {};

  FakeDaemon() {
    this(InsecureServerCredentials.create());
  }

  FakeDaemon(ServerCredentials credentials) {
    this.server = Grpc.newServerBuilderForPort(0, credentials).addService(new Tokens()).build();
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

  List<GetAccessTokenRequest> requests() {
    return requests;
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {
    @Override
    public void getAccessToken(
        GetAccessTokenRequest request, StreamObserver<GetAccessTokenResponse> answer) {
      requests.add(request);
      behaviour.accept(request, answer);
    }
  }
}

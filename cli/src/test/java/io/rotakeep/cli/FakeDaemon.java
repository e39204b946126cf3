package io.rotakeep.cli;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * A daemon on a free loopback port that gives the answers it was told to, in their order, and keeps
 * the requests. Every method answers with the next of them, a stream with the next list.
 */
final class FakeDaemon implements AutoCloseable {
  private final Deque<Object> answers = new ArrayDeque<>();
  private final List<Message> requests = new ArrayList<>();
  private final Server server;
  private final int port;

  FakeDaemon() {
    this.server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new FakeServices.Connections(this))
            .addService(new FakeServices.Providers(this))
            .addService(new FakeServices.Tokens(this))
            .addService(new FakeServices.Incidents(this))
            .addService(new FakeServices.Vault(this))
            .build();
    try {
      this.port = server.start().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  synchronized FakeDaemon thenAnswers(Message message) {
    answers.add(message);
    return this;
  }

  synchronized FakeDaemon thenStreams(Message... messages) {
    answers.add(List.of(messages));
    return this;
  }

  /** A stream that is not over after these messages. */
  synchronized FakeDaemon thenStreamsAndStays(Message... messages) {
    answers.add(new Unfinished(List.of(messages)));
    return this;
  }

  synchronized FakeDaemon thenFails(Code code, String reason, Map<String, String> metadata) {
    answers.add(StatusProto.toStatusRuntimeException(error(code, reason, metadata)));
    return this;
  }

  /** Fails with one field at fault. */
  synchronized FakeDaemon thenRefuses(String field, String rule) {
    var request = BadRequest.newBuilder();
    request.addFieldViolationsBuilder().setField(field).setDescription(rule);
    var status =
        error(Code.INVALID_ARGUMENT, "INVALID_FIELD", Map.of()).toBuilder()
            .addDetails(Any.pack(request.build()));
    answers.add(StatusProto.toStatusRuntimeException(status.build()));
    return this;
  }

  static Status error(Code code, String reason, Map<String, String> metadata) {
    var info =
        ErrorInfo.newBuilder()
            .setDomain("rotakeep")
            .setReason(reason)
            .putAllMetadata(metadata)
            .build();
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage("said the daemon")
        .addDetails(Any.pack(info))
        .build();
  }

  synchronized List<Message> requests() {
    return List.copyOf(requests);
  }

  /** Takes a request, and gives the answer that is due. */
  @SuppressWarnings("unchecked") // a test that tells the wrong type fails by a ClassCastException
  synchronized <A> void take(Message request, StreamObserver<A> observer) {
    requests.add(request);
    switch (answers.poll()) {
      case StatusRuntimeException failure -> observer.onError(failure);
      case Unfinished stream -> stream.messages().forEach(answer -> observer.onNext((A) answer));
      case List<?> stream -> {
        stream.forEach(answer -> observer.onNext((A) answer));
        observer.onCompleted();
      }
      case Message answer -> {
        observer.onNext((A) answer);
        observer.onCompleted();
      }
      case null, default -> observer.onError(io.grpc.Status.UNIMPLEMENTED.asRuntimeException());
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private record Unfinished(List<Message> messages) {}
}

package io.rotakeep.adapter.grpc;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** A stream in both directions, of which one message and its answer are enough. */
final class OneMessage implements StreamObserver<Message> {
  private final CompletableFuture<Code> ended = new CompletableFuture<>();

  private OneMessage() {}

  /** How it ended. */
  static Code exchange(
      Channel channel,
      MethodDescriptor<Message, Message> method,
      CallOptions options,
      Message request) {
    OneMessage answers = new OneMessage();
    StreamObserver<Message> out =
        ClientCalls.asyncBidiStreamingCall(channel.newCall(method, options), answers);
    out.onNext(request);
    out.onCompleted();
    return answers.ended.join();
  }

  @Override
  public void onNext(Message answer) {}

  @Override
  public void onError(Throwable error) {
    ended.complete(
        error instanceof StatusRuntimeException status
            ? status.getStatus().getCode()
            : Code.UNKNOWN);
  }

  @Override
  public void onCompleted() {
    ended.complete(Code.OK);
  }
}

package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method of the API, called by somebody who may do everything, of a sealed daemon. */
final class SealedMethodsTest {
  private static final String SEALED = "UNAVAILABLE SEALED";

  /** Those of docs/seal.md, each called with an empty request, and what it answers. */
  private static final Map<String, String> WORK =
      Map.of(
          "rotakeep.v1.SystemService/GetStatus", "OK",
          "rotakeep.v1.SystemService/Unseal", "INVALID_ARGUMENT INVALID_FIELD",
          "rotakeep.v1.SystemService/Seal", "OK");

  @TempDir private Path directory;

  @Test
  void saysThatItIsSealedButWhereTheSealIsConcerned() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    AuthorizationTable.lines().keySet().forEach(method -> expected.put(method, SEALED));
    expected.putAll(WORK);
    Map<String, String> answers = new TreeMap<>();

    try (SealedApi sealed = SealedApi.byShares(directory, 3, 2)) {
      for (var method : AuthorizationMatrixTest.methods().values()) {
        answers.put(method.getFullMethodName(), answer(sealed.channel(), method));
      }
    }

    assertThat(answers).isEqualTo(expected).hasSizeGreaterThan(WORK.size());
  }

  /** One empty message, whatever kind of call it is, and how that ends. */
  private static String answer(Channel channel, MethodDescriptor<Message, Message> method) {
    var marshaller = (PrototypeMarshaller<Message>) method.getRequestMarshaller();
    CompletableFuture<String> ended = new CompletableFuture<>();
    ClientCall<Message, Message> call =
        channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS));
    call.start(new End(ended), new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(Objects.requireNonNull(marshaller.getMessagePrototype()));
    call.halfClose();
    return ended.join();
  }

  private static final class End extends ClientCall.Listener<Message> {
    private final CompletableFuture<String> ended;

    End(CompletableFuture<String> ended) {
      this.ended = ended;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      String reason = TestApi.infoOf(status.asRuntimeException(trailers)).getReason();
      ended.complete((status.getCode() + " " + reason).strip());
    }
  }
}

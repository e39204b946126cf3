package io.rotakeep.client.internal.bearer;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends streams that were opened by a token which has been replaced, so that who follows them opens
 * them by its successor: the daemon ends them when their token does. Thread-safe.
 */
public final class RenewedStreams implements ClientInterceptor {
  private final TokenFile file;
  private final Map<ClientCall<?, ?>, TokenFile.Proof> open = new ConcurrentHashMap<>();

  public RenewedStreams(TokenFile file, ScheduledExecutorService timer) {
    this.file = file;
    var unused = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        open.put(delegate(), file.proof());
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                open.remove(delegateCall());
                super.onClose(status, trailers);
              }
            },
            headers);
      }

      private ClientCall<Q, A> delegateCall() {
        return delegate();
      }
    };
  }

  private void look() {
    TokenFile.Proof newest = file.proof();
    open.forEach(
        (call, proof) -> {
          if (proof != newest) {
            call.cancel("the token has been replaced", null);
          }
        });
  }
}

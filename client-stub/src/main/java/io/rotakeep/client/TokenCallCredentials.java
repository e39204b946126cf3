package io.rotakeep.client;

import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Sets the {@code authorization} header of each call to a connection's current token. Refuses calls
 * that leave this machine unencrypted.
 */
final class TokenCallCredentials extends CallCredentials {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final RotakeepClient client;
  private final String connection;

  TokenCallCredentials(RotakeepClient client, String connection) {
    this.client = client;
    this.connection = connection;
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    if (!isProtected(call)) {
      applier.fail(
          Status.UNAUTHENTICATED.withDescription(
              "an access token does not travel unencrypted: use TLS"));
      return;
    }
    // May ask the daemon, which must not hold up the channel.
    executor.execute(() -> apply(applier));
  }

  private void apply(MetadataApplier applier) {
    Metadata headers = new Metadata();
    try {
      headers.put(AUTHORIZATION, client.accessToken(connection).authorizationHeader());
    } catch (RotakeepException e) {
      applier.fail(Status.fromCode(e.status()).withDescription(e.getMessage()).withCause(e));
      return;
    } catch (RuntimeException e) {
      applier.fail(Status.UNAUTHENTICATED.withDescription("no access token").withCause(e));
      return;
    }
    applier.apply(headers);
  }

  private static boolean isProtected(RequestInfo call) {
    return call.getSecurityLevel() == SecurityLevel.PRIVACY_AND_INTEGRITY
        || isLocal(call.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
  }

  /** Anything but an internet address is a socket of this machine. */
  private static boolean isLocal(@Nullable SocketAddress peer) {
    if (peer instanceof InetSocketAddress internet) {
      return !internet.isUnresolved() && internet.getAddress().isLoopbackAddress();
    }
    return peer != null;
  }
}

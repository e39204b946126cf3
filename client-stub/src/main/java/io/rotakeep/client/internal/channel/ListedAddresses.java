package io.rotakeep.client.internal.channel;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a fixed list of {@code host:port}. Each keeps its own name, by which its certificate is
 * checked; a name that cannot be resolved is left out, and asked for again when gRPC wishes.
 */
final class ListedAddresses extends NameResolver {
  static final String SCHEME = "rotakeep";

  private final List<String> listed;
  private final SynchronizationContext context;
  private final Executor executor;
  private @Nullable Listener2 listener;
  private boolean resolving;
  private boolean shutdown;

  /**
   * @param executor for name look-ups, which block
   */
  ListedAddresses(List<String> listed, SynchronizationContext context, Executor executor) {
    this.listed = listed;
    this.context = context;
    this.executor = executor;
  }

  @Override
  public String getServiceAuthority() {
    return listed.get(0);
  }

  @Override
  public void start(Listener2 told) {
    listener = told;
    resolve();
  }

  @Override
  public void refresh() {
    resolve();
  }

  private void resolve() {
    if (resolving || shutdown) {
      return;
    }
    resolving = true;
    executor.execute(
        () -> {
          StatusOr<List<EquivalentAddressGroup>> found = found();
          context.execute(() -> tell(found));
        });
  }

  private void tell(StatusOr<List<EquivalentAddressGroup>> found) {
    resolving = false;
    if (!shutdown && listener != null) {
      var unused =
          listener.onResult2(ResolutionResult.newBuilder().setAddressesOrError(found).build());
    }
  }

  private StatusOr<List<EquivalentAddressGroup>> found() {
    List<EquivalentAddressGroup> groups = new ArrayList<>();
    for (String address : listed) {
      int colon = address.lastIndexOf(':');
      String host = address.substring(0, colon);
      int port = Integer.parseInt(address.substring(colon + 1));
      Attributes name =
          Attributes.newBuilder()
              .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, address)
              .build();
      for (InetAddress ip : addressesOf(host)) {
        SocketAddress socket = new InetSocketAddress(ip, port);
        groups.add(new EquivalentAddressGroup(socket, name));
      }
    }
    if (groups.isEmpty()) {
      return StatusOr.fromStatus(
          Status.UNAVAILABLE.withDescription("none of these can be resolved: " + listed));
    }
    return StatusOr.fromValue(groups);
  }

  private static List<InetAddress> addressesOf(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }
}

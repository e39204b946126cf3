package io.rotakeep.client.internal.channel;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes gRPC understand {@code rotakeep:///host:port,host:port}; found by its service file. */
public final class ListedAddressesProvider extends NameResolverProvider {
  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!ListedAddresses.SCHEME.equals(target.getScheme()) || target.getPath() == null) {
      return null;
    }
    Executor executor = args.getOffloadExecutor();
    return new ListedAddresses(
        List.of(target.getPath().substring(1).split(",", -1)),
        args.getSynchronizationContext(),
        executor == null ? task -> new Thread(task, "rotakeep-names").start() : executor);
  }

  @Override
  public String getDefaultScheme() {
    return ListedAddresses.SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  /** Below that of DNS, which so stays the default for targets of other clients. */
  @Override
  protected int priority() {
    return 0;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(InetSocketAddress.class);
  }
}

package io.rotakeep.adapter.grpc;

import io.grpc.HandlerRegistry;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods that are offered now. They are exchanged as a whole when the daemon is sealed and
 * unsealed; a call that has begun goes on with the method that it met. Thread-safe; a look-up takes
 * no lock.
 */
public final class ServiceTable extends HandlerRegistry {
  private static final UnknownMethods UNKNOWN = new UnknownMethods();

  private volatile Offer offer;

  private record Offer(
      List<ServerServiceDefinition> services, Map<String, ServerMethodDefinition<?, ?>> methods) {
    static Offer of(List<ServerServiceDefinition> services) {
      Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();
      for (ServerServiceDefinition service : services) {
        for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
          methods.put(method.getMethodDescriptor().getFullMethodName(), method);
        }
      }
      return new Offer(List.copyOf(services), Map.copyOf(methods));
    }
  }

  public ServiceTable(List<ServerServiceDefinition> services) {
    this.offer = Offer.of(services);
  }

  /** In place of what was offered until now. */
  public void offer(List<ServerServiceDefinition> services) {
    offer = Offer.of(services);
  }

  @Override
  public List<ServerServiceDefinition> getServices() {
    return offer.services();
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    ServerMethodDefinition<?, ?> found = offer.methods().get(name);
    return found == null ? UNKNOWN.lookupMethod(name, authority) : found;
  }
}

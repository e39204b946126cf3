package io.rotakeep.adapter.oauth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a name within a time, which the platform's resolver does not promise, and keeps only the
 * addresses that are permitted. What it returns is what is connected to: a second lookup with
 * another outcome cannot come in between.
 */
final class GuardedDnsResolver implements DnsResolver {
  private final Predicate<InetAddress> permitted;
  private final Duration limit;

  GuardedDnsResolver(Predicate<InetAddress> permitted, Duration limit) {
    this.permitted = permitted;
    this.limit = limit;
  }

  /** The name resolves, but only to addresses that may not be spoken to. */
  static final class AddressRefusedException extends UnknownHostException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] found = lookUp(host);
    InetAddress[] usable = Arrays.stream(found).filter(permitted).toArray(InetAddress[]::new);
    if (usable.length == 0) {
      throw new AddressRefusedException();
    }
    return usable;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    try {
      return new InetAddress[] {InetAddress.ofLiteral(host)};
    } catch (IllegalArgumentException _) {
      return lookUpName(host);
    }
  }

  /** On a platform thread: a slow lookup would hold one of the few that carry virtual threads. */
  private InetAddress[] lookUpName(String host) throws UnknownHostException {
    FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
    Thread.ofPlatform().daemon().name("resolve").start(lookup);
    try {
      return lookup.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException _) {
      throw new UnknownHostException();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException();
    }
  }
}

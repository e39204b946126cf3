package io.rotakeep.core.oauth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the address that a connection leaves from against those declared, before a byte is sent.
 * Where none of the declared ones is this machine's there is nothing to compare: an address
 * translation must lie between. What stays on the machine is compared with declared loopback
 * addresses only. Thread-safe.
 */
public final class EgressCheck {
  /** So long one address is not named again in the log; the metric counts each time. */
  static final Duration BETWEEN_LINES = Duration.ofMinutes(5);

  private static final System.Logger LOG = System.getLogger(EgressCheck.class.getName());

  private final DeclaredEgress declared;
  private final Supplier<List<InetAddress>> machine;
  private final EgressObserver observer;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Line> newest = new AtomicReference<>();

  /** Stays: an address that has left this machine is missing on it, not translated. */
  private volatile boolean ownedOnce;

  private record Line(InetAddress address, Instant written) {}

  /**
   * @param machine the addresses of this machine's interfaces; asked again and again
   */
  public EgressCheck(
      DeclaredEgress declared,
      Supplier<List<InetAddress>> machine,
      EgressObserver observer,
      InstantSource clock) {
    this.declared = declared;
    this.machine = machine;
    this.observer = observer;
    this.clock = clock;
  }

  /** One that finds nothing, since nothing is declared. */
  public static EgressCheck ofNothing() {
    return new EgressCheck(DeclaredEgress.NONE, List::of, _ -> {}, () -> Instant.EPOCH);
  }

  /** What can be seen from here of that which was declared. */
  public enum View {
    UNDECLARED,
    /** The addresses are the proxy's. */
    PROXIED,
    /** None of the addresses is this machine's. */
    TRANSLATED,
    /** Each connection is compared. */
    COMPARED
  }

  /** What was declared, and what can be seen of it at the moment. */
  public record Outlook(View view, DeclaredEgress declared) {}

  public Outlook outlook() {
    return new Outlook(view(), declared);
  }

  private View view() {
    if (declared.proxied()) {
      return View.PROXIED;
    }
    if (declared.ranges().isEmpty()) {
      return View.UNDECLARED;
    }
    return isComparable(false) || isComparable(true) ? View.COMPARED : View.TRANSLATED;
  }

  /** Whether something may be sent from {@code local}. */
  public boolean permits(InetAddress local) {
    return declared.proxied() || declared.holds(local) || !isComparable(local.isLoopbackAddress());
  }

  /** Says aloud that nothing was sent, since it would have left from {@code local}. */
  public void alarm(InetAddress local) {
    observer.undeclared(local.getHostAddress());
    Instant now = clock.instant();
    Line before = newest.get();
    boolean again =
        before != null
            && before.address().equals(local)
            && Duration.between(before.written(), now).abs().compareTo(BETWEEN_LINES) < 0;
    if (!again && newest.compareAndSet(before, new Line(local, now))) {
      LOG.log(
          System.Logger.Level.ERROR,
          "NOTHING WAS SENT: it would have left from {0}, which is not one of egress.addresses"
              + " ({1}); mend the way out, or declare the address and have it on the"
              + " allow-lists of the providers",
          local.getHostAddress(),
          declared);
    }
  }

  private boolean isComparable(boolean loopback) {
    if (loopback) {
      return declared.ranges().stream().anyMatch(range -> range.first().isLoopbackAddress());
    }
    if (!ownedOnce) {
      ownedOnce =
          machine.get().stream()
              .filter(address -> !address.isLoopbackAddress())
              .anyMatch(declared::holds);
    }
    return ownedOnce;
  }
}

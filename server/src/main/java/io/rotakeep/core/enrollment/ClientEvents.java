package io.rotakeep.core.enrollment;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.provider.ClientEvent;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Takes a person's word that a provider, or our registration there, is about to end many grants. It
 * stands in the provider's row, so it is as durable as that and of the next revision. Thread-safe.
 */
public final class ClientEvents {
  private final ProviderStore providers;
  private final AuditDevice audit;
  private final InstantSource clock;

  public ClientEvents(ProviderStore providers, AuditDevice audit, InstantSource clock) {
    this.providers = providers;
    this.audit = audit;
    this.clock = clock;
  }

  /** Until when it lasts. */
  public sealed interface Ending {
    record At(Instant time) implements Ending {}

    record After(Duration length) implements Ending {}
  }

  /** What came of it. */
  public sealed interface Result {
    record Done(Provider provider) implements Result {}

    record NoSuchProvider() implements Result {}

    /** Somebody else changed the provider at the same time. */
    record Changed() implements Result {}
  }

  /**
   * Announces an event from now on, in the place of an earlier one. One that still stands is
   * prolonged or cut: it began when it began.
   *
   * @throws InvalidFieldException if it ends in the past or too late, or the comment is too long
   */
  public Result announce(ProviderName name, Ending ending, Order order) {
    Instant now = now();
    Instant ends = ends(ending, now);
    Provider provider = providers.find(name).orElse(null);
    if (provider == null) {
      return new Result.NoSuchProvider();
    }
    Instant begins = standing(provider, now).map(ClientEvent::begins).orElse(now);
    return write(
        provider,
        new ClientEvent(begins, ends, order.comment()),
        AuditAction.CLIENT_EVENT_ANNOUNCED,
        order);
  }

  /** Ends the event that stands; where none does, nothing changes. */
  public Result withdraw(ProviderName name, Order order) {
    ClientEvent.check(order.comment());
    Instant now = now();
    Provider provider = providers.find(name).orElse(null);
    if (provider == null) {
      return new Result.NoSuchProvider();
    }
    ClientEvent event = standing(provider, now).orElse(null);
    return event == null
        ? new Result.Done(provider)
        : write(provider, event.endedAt(now), AuditAction.CLIENT_EVENT_WITHDRAWN, order);
  }

  /** As exact as the store keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private Result write(Provider before, ClientEvent event, AuditAction action, Order order) {
    Provider after = before.expecting(event);
    tell(action, after, event, order);
    return providers.write(after) ? new Result.Done(after) : new Result.Changed();
  }

  private static Optional<ClientEvent> standing(Provider provider, Instant now) {
    return Optional.ofNullable(provider.event()).filter(it -> it.covers(now));
  }

  private static Instant ends(Ending ending, Instant now) {
    return switch (ending) {
      case Ending.At(Instant time) -> checked("end_time", time, now);
      case Ending.After(Duration length) -> checked("duration", now.plus(length), now);
    };
  }

  private static Instant checked(String field, Instant ends, Instant now) {
    if (!ends.isAfter(now)) {
      throw new InvalidFieldException(field, "must lie in the future");
    }
    if (ends.isAfter(now.plus(ClientEvent.LONGEST))) {
      throw new InvalidFieldException(
          field,
          "must end within "
              + ClientEvent.LONGEST.toDays()
              + " days: a theft would not be told from the event; announce it again if it lasts");
    }
    return ends.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Durable before it counts. The comment begins with what it is about. */
  private void tell(AuditAction action, Provider provider, ClientEvent event, Order order) {
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            action,
            AuditOutcome.BEGUN,
            order.caller(),
            "",
            0,
            "",
            order.requestId(),
            new AuditReason(
                "CLIENT_EVENT",
                "provider "
                    + provider.name()
                    + " until "
                    + event.ends()
                    + ": "
                    + order.comment())));
  }
}

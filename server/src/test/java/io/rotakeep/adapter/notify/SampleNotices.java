package io.rotakeep.adapter.notify;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.incident.Concerned;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.incident.Step;
import io.rotakeep.core.incident.Story;
import io.rotakeep.core.notice.Notice;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** A notice of an incident about which people and a provider said what must not leave. */
final class SampleNotices {
  static final Instant OPENED = Instant.parse("2026-11-27T14:00:00.123456Z");
  static final String UNSPEAKABLE = "eve@customer.example";
  static final IncidentId ID = IncidentId.of(new UUID(0x1b2c3d4e5f607182L, 0));

  private SampleNotices() {}

  static Notice opened() {
    List<ConnectionId> connections =
        IntStream.range(0, 30).mapToObj(i -> new ConnectionId("salesforce/acme-" + i)).toList();
    return new Notice.Opened(
        new Incident(
            ID,
            IncidentKind.REJECTED_UNEXPLAINED,
            Severity.HIGH,
            new Progress(Progress.State.OPEN, null, true),
            Concerned.all(connections, new ProviderName("salesforce")),
            OPENED,
            Story.of(
                "told by " + UNSPEAKABLE,
                List.of(
                    new Evidence(
                        OPENED,
                        Evidence.Kind.NEWEST_TOKEN_REFUSED,
                        UNSPEAKABLE,
                        connections.getFirst(),
                        new Generation(3),
                        UNSPEAKABLE)),
                new Step(OPENED, UNSPEAKABLE, "opened: " + UNSPEAKABLE)),
            1));
  }
}

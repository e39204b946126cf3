package io.rotakeep.core.incident;

import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An incident's row image, read and written. */
public final class IncidentImage {
  private static final int VERSION = 1;

  private IncidentImage() {}

  public static byte[] write(Incident incident) {
    ImageWriter out = new ImageWriter(VERSION);
    Progress progress = incident.progress();
    Concerned concerned = incident.concerned();
    ProviderName provider = concerned.provider();
    out.text(incident.id().value())
        .text(incident.kind().name())
        .text(incident.severity().name())
        .text(progress.state().name())
        .text(progress.resolution() == null ? null : progress.resolution().name())
        .flag(progress.followedUp())
        .texts(concerned.connections().stream().map(ConnectionId::value).toList())
        .number(concerned.count())
        .text(provider == null ? null : provider.value())
        .instant(incident.opened())
        .number(incident.revision());
    writeStory(out, incident.story());
    return out.toImage();
  }

  public static Incident read(byte[] image) {
    return ImageReader.read(image, VERSION, IncidentImage::read);
  }

  private static Incident read(ImageReader in) {
    IncidentId id = new IncidentId(in.requiredText());
    IncidentKind kind = IncidentKind.valueOf(in.requiredText());
    Severity severity = Severity.valueOf(in.requiredText());
    Progress.State state = Progress.State.valueOf(in.requiredText());
    String resolution = in.text();
    Progress progress =
        new Progress(
            state, resolution == null ? null : Progress.Resolution.valueOf(resolution), in.flag());
    List<ConnectionId> connections = in.texts().stream().map(ConnectionId::new).toList();
    long count = in.number();
    String provider = in.text();
    Concerned concerned =
        new Concerned(connections, count, provider == null ? null : new ProviderName(provider));
    Instant opened = in.requiredInstant();
    long revision = in.number();
    return new Incident(id, kind, severity, progress, concerned, opened, readStory(in), revision);
  }

  private static void writeStory(ImageWriter out, Story story) {
    out.text(story.summary()).number(story.untold()).number(story.evidence().size());
    story.evidence().forEach(evidence -> write(out, evidence));
    out.number(story.timeline().size());
    for (Step step : story.timeline()) {
      out.instant(step.time()).text(step.actor()).text(step.action());
    }
  }

  private static void write(ImageWriter out, Evidence evidence) {
    ConnectionId connection = evidence.connection();
    out.instant(evidence.time())
        .text(evidence.kind().name())
        .text(evidence.detail())
        .text(connection == null ? null : connection.value())
        .number(evidence.generation().number())
        .text(evidence.requestId());
  }

  private static Story readStory(ImageReader in) {
    String summary = in.requiredText();
    long untold = in.number();
    List<Evidence> evidence = some(in, Story.MOST_EVIDENCE, IncidentImage::readEvidence);
    List<Step> timeline =
        some(
            in,
            Story.MOST_STEPS,
            each -> new Step(each.requiredInstant(), each.requiredText(), each.requiredText()));
    return new Story(summary, evidence, timeline, untold);
  }

  private static Evidence readEvidence(ImageReader in) {
    Instant time = in.requiredInstant();
    Evidence.Kind kind = Evidence.Kind.valueOf(in.requiredText());
    String detail = in.requiredText();
    String connection = in.text();
    return new Evidence(
        time,
        kind,
        detail,
        connection == null ? null : new ConnectionId(connection),
        new Generation(in.number()),
        in.requiredText());
  }

  private static <T> List<T> some(ImageReader in, int most, Function<ImageReader, T> one) {
    int count = in.integer();
    if (count < 0 || count > most) {
      throw new IllegalArgumentException("a list is longer than it may be");
    }
    List<T> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(one.apply(in));
    }
    return all;
  }
}

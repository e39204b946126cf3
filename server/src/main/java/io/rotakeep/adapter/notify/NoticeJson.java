package io.rotakeep.adapter.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.notice.Notice;
import io.rotakeep.core.notice.NoticeWords;
import io.rotakeep.core.provider.ProviderName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A notice as JSON: its keys are documented and stay. */
final class NoticeJson {
  static final int MOST_CONNECTIONS = 20;
  private static final JsonFactory JSON = new JsonFactory();

  private NoticeJson() {}

  static byte[] write(Notice notice, String node) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", notice.type());
      json.writeStringField("timestamp", utc(notice.time()));
      json.writeObjectFieldStart("data");
      json.writeStringField("text", NoticeWords.subject(notice));
      json.writeStringField("node", node);
      if (notice instanceof Notice.OfIncident about) {
        incident(json, about.incident());
        json.writeStringField("next_step", NoticeWords.nextStep(notice));
      }
      json.writeStringField("docs", NoticeWords.DOCS);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void incident(JsonGenerator json, Incident incident) throws IOException {
    ProviderName provider = incident.concerned().provider();
    List<ConnectionId> connections = incident.concerned().connections();
    json.writeStringField("incident", incident.id().value());
    json.writeStringField("kind", incident.kind().name());
    json.writeStringField("severity", incident.severity().name());
    json.writeStringField("state", incident.progress().state().name());
    json.writeStringField("provider", provider == null ? "" : provider.value());
    json.writeArrayFieldStart("connections");
    for (ConnectionId id : connections.stream().limit(MOST_CONNECTIONS).toList()) {
      json.writeString(id.value());
    }
    json.writeEndArray();
    json.writeNumberField("connection_count", incident.concerned().count());
    json.writeStringField("open_time", utc(incident.opened()));
    json.writeStringField("update_time", utc(incident.updated()));
    json.writeNumberField("score", incident.story().score());
    json.writeStringField("compromise", incident.likelihood());
  }

  private static String utc(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}

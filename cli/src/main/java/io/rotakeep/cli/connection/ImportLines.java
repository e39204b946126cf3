package io.rotakeep.cli.connection;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.InputFile;
import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refresh tokens to import, one JSON object a line: {@code connection} and {@code refresh_token},
 * and if need be {@code labels}, {@code login_host}, {@code expected_subject}. Empty lines are
 * skipped. What is wrong is told by its line, never by its content.
 */
final class ImportLines implements Iterator<ImportRefreshTokensRequest> {
  private static final Set<String> KEYS =
      Set.of("connection", "refresh_token", "labels", "login_host", "expected_subject");

  private final String file;
  private final BufferedReader reader;
  private final ImportRefreshTokensRequest common;
  private @Nullable String line;
  private long number;

  /**
   * Reads lazily. What cannot be read or is no request is a {@link CliFailure}.
   *
   * @param common what holds for every line
   */
  ImportLines(InputFile file, ImportRefreshTokensRequest common) {
    this.file = file.name();
    this.reader = new BufferedReader(new InputStreamReader(file.content(), StandardCharsets.UTF_8));
    this.common = common;
  }

  @Override
  public boolean hasNext() {
    try {
      while (line == null || line.isBlank()) {
        line = reader.readLine();
        number++;
        if (line == null) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new CliFailure(
          Status.Code.UNAVAILABLE,
          "%s:%d: cannot be read: %s".formatted(file, number + 1, e.getMessage()));
    }
  }

  @Override
  public ImportRefreshTokensRequest next() {
    if (!hasNext() || line == null) {
      throw new NoSuchElementException();
    }
    var object = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(line, object);
    } catch (InvalidProtocolBufferException e) {
      throw refused("is no JSON object");
    }
    line = null;
    return request(object.build());
  }

  private ImportRefreshTokensRequest request(Struct object) {
    for (var key : object.getFieldsMap().keySet()) {
      if (!KEYS.contains(key)) {
        throw refused(
            "unknown key; known are " + String.join(", ", KEYS.stream().sorted().toList()));
      }
    }
    var request =
        common.toBuilder()
            .setConnection(text(object, "connection"))
            .setRefreshToken(ByteString.copyFromUtf8(text(object, "refresh_token")))
            .setLine(number)
            .setRequestId(Session.requestId());
    if (object.containsFields("login_host")) {
      request.setLoginHost(text(object, "login_host"));
    }
    if (object.containsFields("expected_subject")) {
      request.setExpectedSubject(text(object, "expected_subject"));
    }
    var labels = object.getFieldsOrDefault("labels", Value.getDefaultInstance()).getStructValue();
    labels.getFieldsMap().keySet().forEach(key -> request.putLabels(key, text(labels, key)));
    return request.build();
  }

  private String text(Struct object, String key) {
    var value = object.getFieldsOrDefault(key, Value.getDefaultInstance());
    if (!value.hasStringValue() || value.getStringValue().isEmpty()) {
      throw refused(key + " must be text");
    }
    return value.getStringValue();
  }

  private CliFailure refused(String rule) {
    return CliFailure.invalid("%s:%d: %s".formatted(file, number, rule));
  }
}

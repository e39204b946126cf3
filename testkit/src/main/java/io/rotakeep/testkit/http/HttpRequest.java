package io.rotakeep.testkit.http;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request as it came over the wire, kept whole so that a test can ask what was really sent.
 *
 * @param time when its last byte had been read
 * @param target path and query as sent
 */
public record HttpRequest(
    Instant time, String method, String target, List<Form.Field> headers, String body) {
  public HttpRequest {
    headers = List.copyOf(headers);
  }

  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  public Form query() {
    int query = target.indexOf('?');
    return Form.parse(query < 0 ? "" : target.substring(query + 1));
  }

  /** The body's fields; empty unless the content type is the form encoding. */
  public Form form() {
    boolean encoded =
        header("content-type")
            .map(type -> type.toLowerCase(Locale.ROOT))
            .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
            .isPresent();
    return encoded ? Form.parse(body) : new Form(List.of());
  }

  /** The first header of that name, in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Form.Field::value)
        .findFirst();
  }

  /** The request as text, for searching. */
  public String raw() {
    var text = new StringBuilder(method).append(' ').append(target).append('\n');
    headers.forEach(
        header -> text.append(header.name()).append(": ").append(header.value()).append('\n'));
    return text.append('\n').append(body).toString();
  }
}

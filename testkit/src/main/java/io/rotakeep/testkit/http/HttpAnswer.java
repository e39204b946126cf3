package io.rotakeep.testkit.http;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer before it goes onto the wire. */
public record HttpAnswer(int status, List<Form.Field> headers, String body) {
  public HttpAnswer {
    headers = List.copyOf(headers);
  }

  /** A JSON answer that no cache may keep, as RFC 6749 §5.1 asks of token answers. */
  public static HttpAnswer json(int status, String body) {
    return new HttpAnswer(
        status,
        Form.of("Content-Type", "application/json;charset=UTF-8", "Cache-Control", "no-store")
            .fields(),
        body);
  }

  public static HttpAnswer html(int status, String body) {
    return new HttpAnswer(
        status, Form.of("Content-Type", "text/html;charset=UTF-8").fields(), body);
  }

  public static HttpAnswer redirect(int status, URI location) {
    return new HttpAnswer(status, Form.of("Location", location.toString()).fields(), "");
  }

  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, List.of(), "");
  }

  public HttpAnswer withHeader(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(new Form.Field(name, value));
    return new HttpAnswer(status, more, body);
  }

  /** Status line and headers, with the true length of the body. */
  byte[] head() {
    return head(body.getBytes(StandardCharsets.UTF_8).length);
  }

  /** Status line and headers, announcing {@code contentLength} bytes. */
  byte[] head(long contentLength) {
    var head = new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason());
    head.append("\r\n");
    headers.forEach(
        header -> head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
    head.append("Content-Length: ").append(contentLength).append("\r\n");
    head.append("Connection: close\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head());
    bytes.writeBytes(body.getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  private String reason() {
    return status < 300 ? "OK" : status < 400 ? "Redirect" : "Error";
  }
}

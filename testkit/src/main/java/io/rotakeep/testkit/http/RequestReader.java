package io.rotakeep.testkit.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one HTTP/1.1 request with a Content-Length, as much of the protocol as clients here use.
 */
final class RequestReader {
  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_BODY = 1024 * 1024;

  private final InputStream in;
  private final InstantSource clock;

  RequestReader(InputStream in, InstantSource clock) {
    this.in = new BufferedInputStream(in);
    this.clock = clock;
  }

  HttpRequest read() throws IOException {
    String[] start = readLine().split(" ", 3);
    if (start.length != 3) {
      throw new IOException("not an HTTP request line");
    }
    List<Form.Field> headers = readHeaders();
    String body = readBody(contentLength(headers));
    return new HttpRequest(clock.instant(), start[0], start[1], headers, body);
  }

  private List<Form.Field> readHeaders() throws IOException {
    var headers = new ArrayList<Form.Field>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      if (colon < 0 || headers.size() == MAX_HEADERS) {
        throw new IOException("malformed or too many headers");
      }
      headers.add(
          new Form.Field(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
    }
    return headers;
  }

  private static int contentLength(List<Form.Field> headers) throws IOException {
    for (Form.Field header : headers) {
      if (header.name().equalsIgnoreCase("transfer-encoding")) {
        throw new IOException("chunked requests are not understood");
      }
      if (header.name().equalsIgnoreCase("content-length")) {
        return Math.min(MAX_BODY, Integer.parseInt(header.value()));
      }
    }
    return 0;
  }

  private String readBody(int length) throws IOException {
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the client left in the middle of its request");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private String readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.size() == MAX_LINE) {
        throw new EOFException("the request ends too early or has too long a line");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}

package io.rotakeep.adapter.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a route answers: nothing in it is of Jetty, and nothing of the request unless escaped. */
record Answer(int status, Map<String, String> headers, String body) {
  private static final String TEXT = "text/plain; charset=utf-8";

  static Answer text(int status, String line) {
    return new Answer(status, Map.of("Content-Type", TEXT), line + "\n");
  }

  static Answer of(String contentType, String body) {
    return new Answer(200, Map.of("Content-Type", contentType), body);
  }

  static Answer html(int status, String page, String policy) {
    return new Answer(
        status,
        Map.of("Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", policy),
        page);
  }

  /** The browser asks for {@code location} next, with GET. */
  static Answer seeOther(String location) {
    return new Answer(303, Map.of("Location", location), "");
  }

  static Answer notAllowed(String methods) {
    return text(405, "only " + methods).with("Allow", methods);
  }

  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }
}

package io.rotakeep.adapter.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests to the routes of their listener and the answers back. The host that a request
 * names is never looked at: addresses of ours come from the settings.
 */
final class Routes extends Handler.Abstract {
  private final Map<String, List<Route>> byListener;
  private final String cookieName;
  private final HeaderDeadline deadline;

  /** Answers some paths; for others null. */
  interface Route extends Function<Visit, @Nullable Answer> {}

  /**
   * @param byListener each connector's routes by the connector's name
   */
  Routes(Map<String, List<Route>> byListener, String cookieName, HeaderDeadline deadline) {
    this.byListener = Map.copyOf(byListener);
    this.cookieName = cookieName;
    this.deadline = deadline;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    deadline.arrived(request.getConnectionMetaData().getConnection());
    // Said here too: after a CONNECT, even a refused one, the connection would stay open.
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
    send(answer(request), response, callback);
    return true;
  }

  private Answer answer(Request request) {
    if (hasBody(request)) {
      return Answer.text(400, "no body belongs here");
    }
    String listener = request.getConnectionMetaData().getConnector().getName();
    Visit visit = visit(request);
    for (Route route : byListener.getOrDefault(listener, List.of())) {
      Answer answer = route.apply(visit);
      if (answer != null) {
        return answer;
      }
    }
    return Answer.text(404, "not found");
  }

  private static boolean hasBody(Request request) {
    return request.getMethod().equals("GET")
        && (request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING));
  }

  private Visit visit(Request request) {
    HttpURI address = request.getHttpURI();
    String path = address.getPath();
    List<String> cookies =
        Request.getCookies(request).stream()
            .filter(cookie -> cookie.getName().equals(cookieName))
            .map(cookie -> cookie.getValue())
            .toList();
    return new Visit(request.getMethod(), path == null ? "" : path, address.getQuery(), cookies);
  }

  static void send(Answer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("Referrer-Policy", "no-referrer");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}

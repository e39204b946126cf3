package io.rotakeep.adapter.web;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses is answered by the status' own words, with nothing of the request. */
final class PlainErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Routes.send(Answer.text(status, HttpStatus.getMessage(status)), response, callback);
    return true;
  }
}

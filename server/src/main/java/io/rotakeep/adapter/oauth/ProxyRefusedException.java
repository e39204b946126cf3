package io.rotakeep.adapter.oauth;

import java.io.IOException;

/** A proxy made no tunnel, so nothing has gone to the server. The message is in our own words. */
final class ProxyRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String why;

  ProxyRefusedException(String why) {
    super(why);
    this.why = why;
  }

  String why() {
    return why;
  }
}

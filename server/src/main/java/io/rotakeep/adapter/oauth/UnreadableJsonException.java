package io.rotakeep.adapter.oauth;

import java.io.IOException;

/** Bytes are not the JSON we accept. The message is in our own words and quotes nothing. */
final class UnreadableJsonException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String why;

  UnreadableJsonException(String why) {
    super(why);
    this.why = why;
  }

  String why() {
    return why;
  }
}

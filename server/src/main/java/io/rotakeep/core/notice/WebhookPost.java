package io.rotakeep.core.notice;

import java.net.URI;
import java.util.Map;

/** Sends JSON to an address that people configured. Thread-safe; blocks. */
public interface WebhookPost {
  /** One POST, within ten seconds: no redirect is followed, and of an answer the status counts. */
  Delivery post(URI address, Map<String, String> headers, byte[] json);
}

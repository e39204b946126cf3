package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * The name under which a provider's support finds a request. It goes into reports, so a header that
 * repeats anything of the question or of the answer is not taken for one.
 */
final class ProviderRequestId {
  /** The names that providers use, the commonest first. */
  private static final List<String> HEADERS =
      List.of(
          "x-request-id",
          "request-id",
          "x-correlation-id",
          "x-sfdc-request-id",
          "intuit_tid",
          "x-ms-request-id",
          "x-okta-request-id",
          "x-github-request-id",
          "x-slack-req-id",
          "x-hubspot-correlation-id",
          "atl-traceid",
          "x-auth0-requestid");

  /** None of these characters is written differently in a form or in JSON. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{8,64}");

  private ProviderRequestId() {}

  /** Empty if there is none. */
  static String of(ClassicHttpResponse response, Outgoing outgoing, SecretBytes body) {
    for (String name : HEADERS) {
      Header header = response.getFirstHeader(name);
      String value = header == null ? null : header.getValue();
      if (value != null && FORM.matcher(value).matches() && !repeats(value, outgoing, body)) {
        return value;
      }
    }
    return "";
  }

  private static boolean repeats(String value, Outgoing outgoing, SecretBytes body) {
    byte[] wanted = value.getBytes(StandardCharsets.US_ASCII);
    return holds(asked(outgoing), wanted) || holds(body, wanted);
  }

  private static @Nullable SecretBytes asked(Outgoing outgoing) {
    Outgoing.Body body = outgoing.body();
    return body == null ? null : body.bytes();
  }

  private static boolean holds(@Nullable SecretBytes secret, byte[] wanted) {
    return secret != null && secret.<Boolean>read(bytes -> indexOf(bytes, wanted) >= 0);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      int same = 0;
      while (same < wanted.length && bytes[at + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return at;
      }
    }
    return -1;
  }
}

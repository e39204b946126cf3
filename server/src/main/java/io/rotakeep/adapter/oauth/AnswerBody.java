package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** Reads what follows a status, as far as it comes and as far as it may. */
final class AnswerBody {
  private static final int LONGEST_RETRY_AFTER = 64;
  private static final int LONGEST_CONTENT_TYPE = 128;
  private static final int USUAL_LENGTH = 4_096;

  private final int limit;
  private byte[] space;
  private int length;

  private AnswerBody(int limit) {
    this.limit = limit;
    space = new byte[Math.min(limit, USUAL_LENGTH)];
  }

  /** A status whose head broke off. */
  static TokenObservation.Answered none(int status) {
    return new TokenObservation.Answered(
        status, null, null, SecretBytes.owning(new byte[0]), false);
  }

  /** Cuts the connection if the body is longer than {@code limit}, so that nobody drains it. */
  static TokenObservation.Answered read(
      ClassicHttpResponse response, int limit, SilentConnection connection) {
    AnswerBody body = new AnswerBody(limit);
    boolean complete = body.fill(response.getEntity());
    if (!complete) {
      connection.abort();
    }
    return new TokenObservation.Answered(
        response.getCode(),
        header(response, "Retry-After", LONGEST_RETRY_AFTER),
        header(response, "Content-Type", LONGEST_CONTENT_TYPE),
        body.takeSecret(),
        complete);
  }

  /**
   * @return whether the whole body came
   */
  private boolean fill(@Nullable HttpEntity entity) {
    if (entity == null) {
      return true;
    }
    try {
      // Not closed: closing it would read the rest, however long.
      InputStream in = entity.getContent();
      int count = 0;
      while (count != -1 && length < limit) {
        if (length == space.length) {
          grow();
        }
        count = in.read(space, length, space.length - length);
        length += Math.max(count, 0);
      }
      return count == -1 || in.read() == -1;
    } catch (IOException _) {
      return false;
    }
  }

  /** Nothing of the answer stays behind. */
  private void grow() {
    byte[] larger = Arrays.copyOf(space, Math.min(limit, 4 * space.length));
    Arrays.fill(space, (byte) 0);
    space = larger;
  }

  private SecretBytes takeSecret() {
    SecretBytes taken = SecretBytes.owning(Arrays.copyOf(space, length));
    Arrays.fill(space, (byte) 0);
    return taken;
  }

  private static @Nullable String header(ClassicHttpResponse response, String name, int longest) {
    Header header = response.getFirstHeader(name);
    if (header == null || header.getValue() == null) {
      return null;
    }
    String value = header.getValue();
    return value.substring(0, Math.min(value.length(), longest));
  }
}

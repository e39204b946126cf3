package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** A request's body on its way to the socket, which knows whether its writing ever began. */
final class BodyEntity extends AbstractHttpEntity {
  private final SecretBytes bytes;
  private volatile boolean begun;

  BodyEntity(Outgoing.Body body) {
    super(body.mediaType(), null);
    this.bytes = body.bytes();
  }

  /** False proves that no byte of the body has left: it is set before the first is written. */
  boolean hasBegun() {
    return begun;
  }

  /**
   * @throws IOException if the body was written before: nothing is ever sent twice
   */
  @Override
  public void writeTo(OutputStream target) throws IOException {
    if (begun) {
      throw new IOException("the body has been sent already");
    }
    begun = true;
    bytes.writeTo(target);
  }

  @Override
  public long getContentLength() {
    return bytes.length();
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public InputStream getContent() {
    throw new UnsupportedOperationException("a body is only ever written");
  }

  @Override
  public void close() {}
}

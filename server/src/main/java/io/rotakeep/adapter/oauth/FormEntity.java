package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** A form on its way to the socket, which knows whether its writing ever began. */
final class FormEntity extends AbstractHttpEntity {
  private final SecretBytes form;
  private volatile boolean begun;

  FormEntity(SecretBytes form) {
    super(ContentType.APPLICATION_FORM_URLENCODED.getMimeType(), null);
    this.form = form;
  }

  /** False proves that no byte of the form has left: it is set before the first is written. */
  boolean hasBegun() {
    return begun;
  }

  /**
   * @throws IOException if the form was written before: nothing is ever sent twice
   */
  @Override
  public void writeTo(OutputStream target) throws IOException {
    if (begun) {
      throw new IOException("the form has been sent already");
    }
    begun = true;
    form.writeTo(target);
  }

  @Override
  public long getContentLength() {
    return form.length();
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
    throw new UnsupportedOperationException("a form is only ever written");
  }

  @Override
  public void close() {}
}

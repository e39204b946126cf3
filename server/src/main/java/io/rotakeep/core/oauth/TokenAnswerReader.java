package io.rotakeep.core.oauth;

import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.secret.SecretBytes;

/** Reads the body of a token endpoint's answer. Stateless and thread-safe. */
public interface TokenAnswerReader {
  /** Reads any bytes whatsoever without throwing; tokens become {@link SecretBytes} at once. */
  TokenAnswer read(SecretBytes body, Dialect dialect);
}

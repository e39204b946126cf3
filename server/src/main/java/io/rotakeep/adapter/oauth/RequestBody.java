package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;

/** Writes the parameters of a request. Whoever made it closes it. */
interface RequestBody extends AutoCloseable {
  RequestBody add(String name, String value);

  RequestBody add(String name, SecretBytes value);

  String mediaType();

  /** An independent copy of what has been written. */
  SecretBytes toSecret();

  @Override
  void close();
}

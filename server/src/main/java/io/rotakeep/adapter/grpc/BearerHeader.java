package io.rotakeep.adapter.grpc;

import io.grpc.InternalMetadata;
import io.grpc.InternalMetadata.TrustedAsciiMarshaller;
import io.grpc.Metadata;
import java.util.Arrays;

/**
 * The token in a call's headers (RFC 6750 section 2.1). Taken as the bytes that came, so that it
 * becomes no text: it is looked up at each call, and is a secret.
 */
final class BearerHeader {
  private static final Metadata.Key<byte[]> AUTHORIZATION =
      InternalMetadata.keyOf("authorization", new Bytes());
  private static final byte[] SCHEME = {'b', 'e', 'a', 'r', 'e', 'r', ' '};
  private static final int LOWER_CASE = 0x20;

  private BearerHeader() {}

  /** What the headers bring. */
  sealed interface Found {
    record Nothing() implements Found {}

    /** Another scheme, or two of them: which one counted would be chance. */
    record Odd() implements Found {}

    @SuppressWarnings("ArrayRecordComponent") // never compared, and no copy of a secret
    record Token(byte[] bytes) implements Found {
      @Override
      public String toString() {
        return "Token";
      }
    }
  }

  static Found in(Metadata headers) {
    Iterable<byte[]> values = headers.getAll(AUTHORIZATION);
    if (values == null) {
      return new Found.Nothing();
    }
    byte[] only = null;
    for (byte[] value : values) {
      if (only != null) {
        return new Found.Odd();
      }
      only = value;
    }
    return only != null && hasScheme(only)
        ? new Found.Token(Arrays.copyOfRange(only, SCHEME.length, only.length))
        : new Found.Odd();
  }

  /** In any case (RFC 9110 section 11.1), with one space. */
  private static boolean hasScheme(byte[] value) {
    if (value.length <= SCHEME.length) {
      return false;
    }
    for (int i = 0; i < SCHEME.length; i++) {
      boolean letter = SCHEME[i] != ' ';
      if ((letter ? value[i] | LOWER_CASE : value[i]) != SCHEME[i]) {
        return false;
      }
    }
    return true;
  }

  private static final class Bytes implements TrustedAsciiMarshaller<byte[]> {
    @Override
    public byte[] toAsciiString(byte[] value) {
      return value;
    }

    @Override
    public byte[] parseAsciiString(byte[] serialized) {
      return serialized;
    }
  }
}

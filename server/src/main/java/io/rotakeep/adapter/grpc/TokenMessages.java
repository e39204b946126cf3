package io.rotakeep.adapter.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.v1.GetAccessTokenResponse;
import java.time.Instant;

/** Access tokens as messages; the only place where one leaves its {@code SecretBytes}. */
final class TokenMessages {
  private TokenMessages() {}

  static GetAccessTokenResponse of(AccessToken token) {
    Instant end = token.validity().expires();
    // The copy belongs to the message from here on, and nobody writes to it.
    ByteString secret = UnsafeByteOperations.unsafeWrap(token.token().toByteArray());
    GetAccessTokenResponse.Builder message =
        GetAccessTokenResponse.newBuilder()
            .setAccessTokenBytes(secret)
            .setTokenType(token.tokenType())
            .setExpireTime(
                Timestamp.newBuilder().setSeconds(end.getEpochSecond()).setNanos(end.getNano()))
            .setTokenId(token.handle())
            .setGeneration(token.generation().number());
    if (!token.scopes().isEmpty()) {
      message.addAllScopes(token.scopes());
    }
    if (!token.attributes().isEmpty()) {
      message.putAllAttributes(token.attributes());
    }
    return message.build();
  }
}

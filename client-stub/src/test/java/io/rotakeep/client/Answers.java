package io.rotakeep.client;

import com.google.protobuf.Timestamp;
import io.rotakeep.v1.GetAccessTokenResponse;
import java.time.Instant;

/** Tokens as a daemon answers with. */
final class Answers {
  private Answers() {}

  /** {@code value} is token, id and all; generation 1. */
  static GetAccessTokenResponse token(String value, Instant end) {
    return token(value, end, 1);
  }

  static GetAccessTokenResponse token(String value, Instant end, long generation) {
    return GetAccessTokenResponse.newBuilder()
        .setAccessToken(value)
        .setTokenType("Bearer")
        .setTokenId("id-of-" + value)
        .setGeneration(generation)
        .setExpireTime(
            Timestamp.newBuilder().setSeconds(end.getEpochSecond()).setNanos(end.getNano()))
        .build();
  }
}

package io.rotakeep.testkit.doubles;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a successful token request gives out; no refresh token where the old one stays silently. */
record TokenPair(String accessToken, @Nullable String refreshToken, Chain chain, Instant issued) {}

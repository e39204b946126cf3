package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.crypto.Fingerprinter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a list goes on: the last key shown, under a MAC that binds it to the caller and the
 * question. So a token is of no use to another caller and cannot be made up.
 */
public final class PageTokens {
  private static final int MAC = 32;
  private static final int LONGEST = 1000;

  private final Fingerprinter fingerprinter;

  public PageTokens(Fingerprinter fingerprinter) {
    this.fingerprinter = fingerprinter;
  }

  String create(RpcCall call, String question, String lastKey) {
    byte[] key = lastKey.getBytes(StandardCharsets.UTF_8);
    byte[] mac = fingerprinter.mac("page", bound(call, question, lastKey));
    byte[] token = Arrays.copyOf(mac, MAC + key.length);
    System.arraycopy(key, 0, token, MAC, key.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The key after which to go on; empty for a first page. */
  Optional<String> read(RpcCall call, String question, String token) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = decoded(token);
    if (bytes.length > MAC) {
      String key = new String(bytes, MAC, bytes.length - MAC, StandardCharsets.UTF_8);
      byte[] mac = Arrays.copyOf(bytes, MAC);
      if (fingerprinter.verifies("page", bound(call, question, key), mac)) {
        return Optional.of(key);
      }
    }
    throw invalid();
  }

  private static byte[] decoded(String token) {
    try {
      return token.length() > LONGEST ? new byte[0] : Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  private static byte[] bound(RpcCall call, String question, String key) {
    String caller = call.caller().name();
    return (caller.length() + ":" + caller + question.length() + ":" + question + key)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static InvalidFieldException invalid() {
    return new InvalidFieldException(
        "page_token", "must be the next_page_token of the page before, for the same question");
  }
}

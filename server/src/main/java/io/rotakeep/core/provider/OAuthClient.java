package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.crypto.Envelope;
import java.util.List;

/**
 * Our registration at the authorization server.
 *
 * @param secrets encrypted client secrets, the newest first; two may overlap during a replacement;
 *     empty for a public client
 */
public record OAuthClient(
    String id, Type type, ClientAuthentication authentication, List<Envelope> secrets) {

  /** RFC 6749 §2.1. */
  public enum Type {
    PUBLIC,
    CONFIDENTIAL
  }

  public OAuthClient {
    secrets = List.copyOf(secrets);
    if (id.isEmpty() || id.length() > 512 || !id.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
      throw new InvalidFieldException("client.id", "must be 1 to 512 printable ASCII characters");
    }
    checkAuthentication(type, authentication, secrets);
  }

  private static void checkAuthentication(
      Type type, ClientAuthentication authentication, List<Envelope> secrets) {
    if (type == Type.PUBLIC && authentication != ClientAuthentication.NONE) {
      throw new InvalidFieldException(
          "client.authentication", "must be none for a public client; or set type: confidential");
    }
    if (type == Type.CONFIDENTIAL && authentication == ClientAuthentication.NONE) {
      throw new InvalidFieldException(
          "client.authentication",
          "is required for a confidential client: client_secret_post or client_secret_basic");
    }
    if (!authentication.needsSecret() && !secrets.isEmpty()) {
      throw new InvalidFieldException(
          "client.secrets", "must be absent: this client authenticates without a secret");
    }
    if (secrets.size() > 2) {
      throw new InvalidFieldException(
          "client.secrets", "may hold two at the most: the new one and the one it replaces");
    }
  }
}

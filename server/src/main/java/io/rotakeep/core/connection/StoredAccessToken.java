package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.Envelope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest access token as the store keeps it.
 *
 * @param handle the opaque keyed {@code token_id}
 * @param withheld true if it must not reach a caller, such as for an unknown token type
 */
public record StoredAccessToken(
    Envelope token,
    String handle,
    String tokenType,
    Validity validity,
    List<String> scopes,
    Map<String, String> attributes,
    boolean withheld) {

  public StoredAccessToken {
    scopes = List.copyOf(scopes);
    attributes = Map.copyOf(attributes);
  }

  /** What a caller is told of it, and would act upon. */
  Map<String, String> told() {
    Map<String, String> told = new HashMap<>();
    attributes.forEach((name, value) -> told.put("attribute " + name, value));
    told.put("token_type", tokenType);
    told.put("scopes", String.join(" ", scopes));
    told.put("withheld", Boolean.toString(withheld));
    return told;
  }

  public StoredAccessToken withEnvelope(Envelope envelope) {
    return new StoredAccessToken(
        envelope, handle, tokenType, validity, scopes, attributes, withheld);
  }

  public StoredAccessToken withValidity(Validity better) {
    return new StoredAccessToken(token, handle, tokenType, better, scopes, attributes, withheld);
  }

  public boolean livesAt(Instant now) {
    return !withheld && validity.includes(now);
  }
}

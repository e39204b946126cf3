package io.rotakeep.core.connection;

import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.secret.SecretBytes;
import java.util.List;
import java.util.Map;

/**
 * A plaintext access token with all that belongs to it. Immutable and shared by readers, so it is
 * not wiped: the garbage collector ends it some time after its expiry.
 *
 * @param handle the opaque keyed {@code token_id}
 * @param labels of the connection, by which policies may go
 */
public record AccessToken(
    SecretBytes token,
    String handle,
    String tokenType,
    Validity validity,
    List<String> scopes,
    Map<String, String> attributes,
    ProviderName provider,
    Generation generation,
    Map<String, String> labels) {

  public AccessToken {
    scopes = List.copyOf(scopes);
    attributes = Map.copyOf(attributes);
    labels = Map.copyOf(labels);
  }

  public AccessToken with(Map<String, String> next) {
    return new AccessToken(
        token, handle, tokenType, validity, scopes, attributes, provider, generation, next);
  }

  /** Of two tokens of one connection, the one to hand out. */
  public AccessToken orNewer(AccessToken other) {
    int order = generation.compareTo(other.generation);
    return order < 0 || (order == 0 && validity.issued().isBefore(other.validity.issued()))
        ? other
        : this;
  }
}

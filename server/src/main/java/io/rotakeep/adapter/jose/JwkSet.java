package io.rotakeep.adapter.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rotakeep.core.bearer.KeyDocument;
import io.rotakeep.core.bearer.KeySource;
import io.rotakeep.core.bearer.KeysUnavailableException;
import io.rotakeep.core.bearer.VerificationKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of a JWK set (RFC 7517 section 5). What is no key for the signatures that count here is
 * passed over, as that section wants it.
 */
public final class JwkSet implements KeySource {
  private static final int MOST_KEYS = 100;

  private final KeyDocument document;

  public JwkSet(KeyDocument document) {
    this.document = document;
  }

  @Override
  public List<VerificationKey> fetch() throws KeysUnavailableException {
    return read(document.read());
  }

  static List<VerificationKey> read(byte[] json) throws KeysUnavailableException {
    JsonNode keys =
        StrictTree.read(json)
            .orElseThrow(() -> new KeysUnavailableException("the document is no JSON object"))
            .get("keys");
    if (!(keys instanceof ArrayNode written) || written.size() > MOST_KEYS) {
      throw new KeysUnavailableException("the document has no array \"keys\" of 100 at the most");
    }
    List<VerificationKey> usable = new ArrayList<>();
    for (JsonNode each : written) {
      PublishedKey.in(each).ifPresent(usable::add);
    }
    if (usable.isEmpty()) {
      throw new KeysUnavailableException(
          "none of the document's keys can be used: each needs a kid, and to be RSA of 2048 bits or"
              + " more, P-256, P-384 or Ed25519, for signatures");
    }
    return usable;
  }
}

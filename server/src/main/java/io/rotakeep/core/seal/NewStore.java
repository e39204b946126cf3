package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;
import java.util.List;
import java.util.UUID;

/**
 * A store whose keys were made now.
 *
 * @param shares for people to keep, the caller's to close; none for most seals
 */
public record NewStore(UUID storeId, List<SecretBytes> shares) {
  public NewStore {
    shares = List.copyOf(shares);
  }
}

package io.rotakeep.core.provider;

import java.util.List;
import java.util.Optional;

/**
 * Keeps providers. Thread-safe. A crash may take the last changes back, in their order: that they
 * survive it is the journal's part.
 */
public interface ProviderStore {
  Optional<Provider> find(ProviderName name);

  List<Provider> list();

  /**
   * Writes revision 1 of a new provider, or the revision after the stored one.
   *
   * @return false if the stored revision is not the one before, and nothing was written
   */
  boolean write(Provider provider);

  /**
   * @return false if no provider has the name
   */
  boolean delete(ProviderName name);
}

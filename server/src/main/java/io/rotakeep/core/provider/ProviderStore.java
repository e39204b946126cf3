package io.rotakeep.core.provider;

import java.util.List;
import java.util.Optional;

/** Keeps providers. Thread-safe; a returned change survives the death of the process. */
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

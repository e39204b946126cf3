package io.rotakeep.core.seal;

import java.util.UUID;

/** Where the daemon stands with its keys. */
public sealed interface SealState {

  /** There are no keys yet, so there is no store either. */
  record Uninitialized() implements SealState {}

  /** There are keys, and this process cannot use them. */
  record Sealed(UUID storeId) implements SealState {}

  record Unsealed(UUID storeId) implements SealState {}
}

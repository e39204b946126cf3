package io.rotakeep.core.rotation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the store is brought up to the journal. The database is an index: it may be behind, never
 * taken as fresh.
 */
public interface StoreRepair {
  /** Which store this is and how far it has come; empty if it has never been initialized. */
  Optional<Mark> mark();

  /** Makes this the store {@code storeId}, at mark zero. */
  void initialize(UUID storeId);

  /**
   * Applies each change in its turn, unless the store already has it or a later one; all of them in
   * one step, or none.
   */
  void restore(List<Change> changes);

  /**
   * Records durably that this store may be a restored or cloned one. It serves and sends nothing
   * but what a person releases.
   *
   * @param since when that began; null takes it back, on a person's word
   */
  void distrust(@Nullable Instant since);

  /** Returns once everything that the store shows would survive a power failure. */
  void force();

  /** Forces the store to disk, then records durably that it holds all changes up to here. */
  void checkpoint(long appliedThrough);

  /**
   * @param appliedThrough the journal sequence up to which every change is in the store, durably
   * @param distrusted since when the store is distrusted; null if it is not
   */
  record Mark(UUID storeId, long appliedThrough, @Nullable Instant distrusted) {}
}

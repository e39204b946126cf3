package io.rotakeep.core.backup;

import java.util.List;

/** Where a restore puts the fingerprints of refresh tokens. */
public interface AncestorStore {
  /** All of them in one step, each in the place of whatever is there; no two are alike. */
  void restore(List<Ancestor> ancestors);
}

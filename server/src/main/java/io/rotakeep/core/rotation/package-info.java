/** Spending one refresh-token generation exactly once, across crashes, silence and restores. */
@NullMarked
package io.rotakeep.core.rotation;

import org.jspecify.annotations.NullMarked;

/**
 * Spending one refresh-token generation exactly once: flights, rotator, journal, recovery, cache.
 */
@NullMarked
package io.rotakeep.core.rotation;

import org.jspecify.annotations.NullMarked;

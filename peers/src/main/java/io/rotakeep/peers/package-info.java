/**
 * Authorization servers of other projects, as they are, for tests only; nothing ships with them.
 */
@NullMarked
package io.rotakeep.peers;

import org.jspecify.annotations.NullMarked;

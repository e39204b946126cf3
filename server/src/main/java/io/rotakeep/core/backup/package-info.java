/** A consistent copy of the store in one file, taken while it serves, and the store made of it. */
@NullMarked
package io.rotakeep.core.backup;

import org.jspecify.annotations.NullMarked;

/** A new key term for the store, and every record brought under it while serving goes on. */
@NullMarked
package io.rotakeep.core.rewrap;

import org.jspecify.annotations.NullMarked;

/** Evidence and follow-up when compromise is suspected. */
@NullMarked
package io.rotakeep.core.incident;

import org.jspecify.annotations.NullMarked;

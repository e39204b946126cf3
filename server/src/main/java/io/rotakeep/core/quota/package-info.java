/** How much a caller may ask, and what comes of asking more. */
@NullMarked
package io.rotakeep.core.quota;

import org.jspecify.annotations.NullMarked;

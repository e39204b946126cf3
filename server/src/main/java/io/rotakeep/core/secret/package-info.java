/** Bytes that must not be logged, compared in variable time or left behind. */
@NullMarked
package io.rotakeep.core.secret;

import org.jspecify.annotations.NullMarked;

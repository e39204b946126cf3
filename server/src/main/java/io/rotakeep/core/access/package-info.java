/** Handing a fresh access token to a permitted caller. */
@NullMarked
package io.rotakeep.core.access;

import org.jspecify.annotations.NullMarked;

/** Callers who prove themselves by a signed token: whose tokens count, and for whom. */
@NullMarked
package io.rotakeep.core.bearer;

import org.jspecify.annotations.NullMarked;

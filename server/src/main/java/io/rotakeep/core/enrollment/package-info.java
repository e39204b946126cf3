/** Bringing connections in, by consent or import, and taking them out. */
@NullMarked
package io.rotakeep.core.enrollment;

import org.jspecify.annotations.NullMarked;

/** Bounds on memory and load, behind the ports of core. */
@NullMarked
package io.rotakeep.adapter.limits;

import org.jspecify.annotations.NullMarked;

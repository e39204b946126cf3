/** Wires core and adapters together, starts and stops them in order. */
@NullMarked
package io.rotakeep.daemon;

import org.jspecify.annotations.NullMarked;

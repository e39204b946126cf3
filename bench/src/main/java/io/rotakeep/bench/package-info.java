/** Measures daemons beside what the machine can do at the most, for {@code rotakeep bench}. */
@NullMarked
package io.rotakeep.bench;

import org.jspecify.annotations.NullMarked;

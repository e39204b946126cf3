/** Load in a closed loop on a daemon of its own, beside what the machine can do at the most. */
@NullMarked
package io.rotakeep.bench;

import org.jspecify.annotations.NullMarked;

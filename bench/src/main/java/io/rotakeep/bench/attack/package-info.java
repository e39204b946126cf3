/** A good client's latencies while others do what they can to a daemon's listener. */
@NullMarked
package io.rotakeep.bench.attack;

import org.jspecify.annotations.NullMarked;

/** Ways to put load on something, and what is learnt by it: rates, latencies, costs, spreads. */
@NullMarked
package io.rotakeep.bench.load;

import org.jspecify.annotations.NullMarked;

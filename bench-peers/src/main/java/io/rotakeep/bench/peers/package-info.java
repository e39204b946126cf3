/** Measures what others would use instead, under the same load and in the same run. */
@NullMarked
package io.rotakeep.bench.peers;

import org.jspecify.annotations.NullMarked;

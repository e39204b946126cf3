/** What is measured: daemons in this process, bare servers beside them, and the ways to both. */
@NullMarked
package io.rotakeep.bench.trial;

import org.jspecify.annotations.NullMarked;

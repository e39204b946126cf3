/** A store with very many connections: made quickly, and a daemon that is started on it. */
@NullMarked
package io.rotakeep.bench.scale;

import org.jspecify.annotations.NullMarked;

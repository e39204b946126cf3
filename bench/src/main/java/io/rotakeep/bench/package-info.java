/** Load on a daemon, measured beside a bare gRPC echo. */
@NullMarked
package io.rotakeep.bench;

import org.jspecify.annotations.NullMarked;

/** Whether H2, left to itself, keeps a transaction whole when its process is killed. */
@NullMarked
package io.rotakeep.bench.halves;

import org.jspecify.annotations.NullMarked;

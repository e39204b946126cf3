/** Counts what core reports, for Prometheus; decorators and observers, none of which decides. */
@NullMarked
package io.rotakeep.adapter.micrometer;

import org.jspecify.annotations.NullMarked;

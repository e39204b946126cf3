/** The corpora of the daemon's fuzz targets, played in every build (docs/testing.md). */
@NullMarked
package io.rotakeep.fuzz;

import org.jspecify.annotations.NullMarked;

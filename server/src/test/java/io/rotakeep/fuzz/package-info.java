/** What all fuzz targets share, and their corpora played in every build (docs/testing.md). */
@NullMarked
package io.rotakeep.fuzz;

import org.jspecify.annotations.NullMarked;

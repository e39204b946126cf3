/** What fuzz targets share, and their corpora as every build plays them (docs/testing.md). */
@NullMarked
package io.rotakeep.testkit.fuzz;

import org.jspecify.annotations.NullMarked;

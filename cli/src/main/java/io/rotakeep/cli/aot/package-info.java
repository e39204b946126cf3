/** What the launcher has recorded, so that later starts find their classes loaded and linked. */
@NullMarked
package io.rotakeep.cli.aot;

import org.jspecify.annotations.NullMarked;

/** Commands about what may be a compromise. */
@NullMarked
package io.rotakeep.cli.incident;

import org.jspecify.annotations.NullMarked;

/** Other processes for tests that meet them on the same files. */
@NullMarked
package io.rotakeep.process;

import org.jspecify.annotations.NullMarked;

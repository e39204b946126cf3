/** What the program's parts log, as lines on standard error. */
@NullMarked
package io.rotakeep.cli.logging;

import org.jspecify.annotations.NullMarked;

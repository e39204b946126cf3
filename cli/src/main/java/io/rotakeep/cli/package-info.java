/** The command line, one class a command. */
@NullMarked
package io.rotakeep.cli;

import org.jspecify.annotations.NullMarked;

/** The daemon in this process, and why it did not start. */
@NullMarked
package io.rotakeep.cli.daemon;

import org.jspecify.annotations.NullMarked;

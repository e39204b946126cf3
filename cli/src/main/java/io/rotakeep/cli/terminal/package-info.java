/** What is at the other end of the streams, and what is drawn there and taken away again. */
@NullMarked
package io.rotakeep.cli.terminal;

import org.jspecify.annotations.NullMarked;

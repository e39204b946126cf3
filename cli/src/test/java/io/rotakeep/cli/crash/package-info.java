/** What a real process leaves behind when it is killed, held against the server's own log. */
@NullMarked
package io.rotakeep.cli.crash;

import org.jspecify.annotations.NullMarked;

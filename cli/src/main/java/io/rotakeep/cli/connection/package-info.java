/** Commands for connections, one or many. */
@NullMarked
package io.rotakeep.cli.connection;

import org.jspecify.annotations.NullMarked;

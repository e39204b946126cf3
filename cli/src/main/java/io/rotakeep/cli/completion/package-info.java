/**
 * Completion of commands, options and names in people's shells, made from the commands themselves.
 */
@NullMarked
package io.rotakeep.cli.completion;

import org.jspecify.annotations.NullMarked;

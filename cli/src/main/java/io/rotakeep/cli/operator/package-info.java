/** Commands for the vault itself. */
@NullMarked
package io.rotakeep.cli.operator;

import org.jspecify.annotations.NullMarked;

/** What every command works with: the surroundings, the daemon, and how failures are told. */
@NullMarked
package io.rotakeep.cli.session;

import org.jspecify.annotations.NullMarked;

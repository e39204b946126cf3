/** Processes of another user, for what depends on who connects. */
@NullMarked
package io.rotakeep.testkit.user;

import org.jspecify.annotations.NullMarked;

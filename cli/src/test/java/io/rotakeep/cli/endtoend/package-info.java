/** The main job from outside: a daemon process before an authorization server. */
@NullMarked
package io.rotakeep.cli.endtoend;

import org.jspecify.annotations.NullMarked;

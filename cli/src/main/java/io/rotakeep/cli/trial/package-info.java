/**
 * A daemon in a process of its own and a crowd of callers: what the demo and the end-to-end tests
 * try it with.
 */
@NullMarked
package io.rotakeep.cli.trial;

import org.jspecify.annotations.NullMarked;

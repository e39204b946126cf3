/** One short program for each use of the client. */
@NullMarked
package io.rotakeep.examples;

import org.jspecify.annotations.NullMarked;

/** A way to a server on which requests can be held up or lost. */
@NullMarked
package io.rotakeep.testkit.proxy;

import org.jspecify.annotations.NullMarked;

/** Ways to a server: some on which requests can be held up or lost, and one by a tunnel. */
@NullMarked
package io.rotakeep.testkit.proxy;

import org.jspecify.annotations.NullMarked;

/** Programs of the machine that tests need: run to their end, or fetched where they are missing. */
@NullMarked
package io.rotakeep.testkit.tool;

import org.jspecify.annotations.NullMarked;

/** The corpus of bad inputs: which rows there are, which tests hold them, what the manual says. */
@NullMarked
package io.rotakeep.testkit.corpus;

import org.jspecify.annotations.NullMarked;

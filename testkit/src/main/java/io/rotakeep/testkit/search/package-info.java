/** Looks for secrets in places where none may be. */
@NullMarked
package io.rotakeep.testkit.search;

import org.jspecify.annotations.NullMarked;

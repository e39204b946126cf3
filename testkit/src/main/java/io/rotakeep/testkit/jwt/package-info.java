/** Issuers of signed tokens, with keys of their own that they publish. */
@NullMarked
package io.rotakeep.testkit.jwt;

import org.jspecify.annotations.NullMarked;

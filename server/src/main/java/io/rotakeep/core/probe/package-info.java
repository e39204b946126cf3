/** Proves of an authorization server from outside what can be proved without a user. */
@NullMarked
package io.rotakeep.core.probe;

import org.jspecify.annotations.NullMarked;

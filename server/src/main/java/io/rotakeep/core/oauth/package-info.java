/** The questions put to an authorization server and the shapes of its answers. */
@NullMarked
package io.rotakeep.core.oauth;

import org.jspecify.annotations.NullMarked;

/** The token by which a caller proves itself. Not part of the API; may change at any time. */
@NullMarked
package io.rotakeep.client.internal.bearer;

import org.jspecify.annotations.NullMarked;

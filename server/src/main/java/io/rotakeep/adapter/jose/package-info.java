/** Reads what JOSE has written: signed tokens and sets of public keys (RFC 7515, 7517, 7519). */
@NullMarked
package io.rotakeep.adapter.jose;

import org.jspecify.annotations.NullMarked;

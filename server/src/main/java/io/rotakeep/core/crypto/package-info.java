/** Envelope encryption: a KEK wraps keys, a key per record encrypts it, the AAD binds its place. */
@NullMarked
package io.rotakeep.core.crypto;

import org.jspecify.annotations.NullMarked;

/**
 * What Bouncy Castle does better than the JDK, or alone: Argon2id, and cutting a key into shares.
 */
@NullMarked
package io.rotakeep.adapter.bouncycastle;

import org.jspecify.annotations.NullMarked;

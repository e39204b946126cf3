/** Whether the daemon may use its keys: what seals them, what unseals them, what they lie in. */
@NullMarked
package io.rotakeep.core.seal;

import org.jspecify.annotations.NullMarked;

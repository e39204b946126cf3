/**
 * The tokens of a process, fed by one stream from the daemon. Not part of the API; may change at
 * any time.
 */
@NullMarked
package io.rotakeep.client.internal.watch;

import org.jspecify.annotations.NullMarked;

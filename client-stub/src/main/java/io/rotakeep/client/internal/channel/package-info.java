/**
 * The way to the daemons: addresses, deadlines, repeats. Not part of the API; may change at any
 * time.
 */
@NullMarked
package io.rotakeep.client.internal.channel;

import org.jspecify.annotations.NullMarked;

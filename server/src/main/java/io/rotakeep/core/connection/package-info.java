/**
 * A connection, its states, the lock that must be held to change it, its holds, the stores that
 * keep it and the feed of its changes.
 */
@NullMarked
package io.rotakeep.core.connection;

import org.jspecify.annotations.NullMarked;

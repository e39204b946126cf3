/** The Java client: tokens at hand, a channel with deadlines, errors that are types. */
@NullMarked
package io.rotakeep.client;

import org.jspecify.annotations.NullMarked;

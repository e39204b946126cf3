/** The Java client: a channel with deadlines and errors that are types. */
@NullMarked
package io.rotakeep.client;

import org.jspecify.annotations.NullMarked;

/** Tells people of incidents by webhook and by mail. */
@NullMarked
package io.rotakeep.adapter.notify;

import org.jspecify.annotations.NullMarked;

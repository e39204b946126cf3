/** Telling people of incidents by ways that leave the daemon: to whom, what, and until it came. */
@NullMarked
package io.rotakeep.core.notice;

import org.jspecify.annotations.NullMarked;

/** Speaks to authorization servers: sends each question once and reports what the wire showed. */
@NullMarked
package io.rotakeep.adapter.oauth;

import org.jspecify.annotations.NullMarked;

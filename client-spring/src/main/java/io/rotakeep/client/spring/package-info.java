/** Calls by Spring's HTTP clients with a connection's token. */
@NullMarked
package io.rotakeep.client.spring;

import org.jspecify.annotations.NullMarked;

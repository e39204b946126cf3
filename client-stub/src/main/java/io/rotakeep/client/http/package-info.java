/** Calls by the JDK's HTTP client with a connection's token. */
@NullMarked
package io.rotakeep.client.http;

import org.jspecify.annotations.NullMarked;

/** Calls by OkHttp with a connection's token; needs OkHttp 5 on the class path. */
@NullMarked
package io.rotakeep.client.okhttp;

import org.jspecify.annotations.NullMarked;

/** A loopback HTTP/1.1 server whose answers can be damaged byte by byte. */
@NullMarked
package io.rotakeep.testkit.http;

import org.jspecify.annotations.NullMarked;

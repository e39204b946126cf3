/** The audit as messages to a syslog server: RFC 5424 over a socket file, UDP, TCP or TLS. */
@NullMarked
package io.rotakeep.adapter.syslog;

import org.jspecify.annotations.NullMarked;

/** Doubles of the world around the daemon: authorization server, network, clock, certificates. */
@NullMarked
package io.rotakeep.testkit;

import org.jspecify.annotations.NullMarked;

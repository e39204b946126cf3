/** Keycloak as a real authorization server, run as a process of its own. */
@NullMarked
package io.rotakeep.peers.keycloak;

import org.jspecify.annotations.NullMarked;

/** Spring Authorization Server, embedded. */
@NullMarked
package io.rotakeep.peers.spring;

import org.jspecify.annotations.NullMarked;

/** A small certificate authority: who the daemon is, and who calls it. */
@NullMarked
package io.rotakeep.cli.pki;

import org.jspecify.annotations.NullMarked;

/** The write-ahead files that outlive crashes: the rotation journal's segments and the witness. */
@NullMarked
package io.rotakeep.adapter.journal;

import org.jspecify.annotations.NullMarked;

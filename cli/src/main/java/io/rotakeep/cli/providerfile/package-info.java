/** Reads provider files strictly: what is wrong is reported with file, line and key. */
@NullMarked
package io.rotakeep.cli.providerfile;

import org.jspecify.annotations.NullMarked;

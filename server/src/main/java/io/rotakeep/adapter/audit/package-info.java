/** The audit as chained lines in files: written, rotated, watched, verified and searched. */
@NullMarked
package io.rotakeep.adapter.audit;

import org.jspecify.annotations.NullMarked;

/** What only the kernel can do for this process, asked of it by its own calls. */
@NullMarked
package io.rotakeep.adapter.linux;

import org.jspecify.annotations.NullMarked;

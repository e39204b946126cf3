/** Acts that one person alone may not do, and the second person's word for them. */
@NullMarked
package io.rotakeep.core.approval;

import org.jspecify.annotations.NullMarked;

/** What the daemon itself observed of each required control. */
@NullMarked
package io.rotakeep.core.compliance;

import org.jspecify.annotations.NullMarked;

/** Who calls, by an identity that was proved, and what policies let them do. */
@NullMarked
package io.rotakeep.core.caller;

import org.jspecify.annotations.NullMarked;

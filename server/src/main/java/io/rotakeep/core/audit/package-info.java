/** What happened, told to every audit device before the caller hears of it. */
@NullMarked
package io.rotakeep.core.audit;

import org.jspecify.annotations.NullMarked;

/** Faults of the machine beneath a running process. */
@NullMarked
package io.rotakeep.testkit.faults;

import org.jspecify.annotations.NullMarked;

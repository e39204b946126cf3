/** What every core package may rely on: the exception that means a bug of ours. */
@NullMarked
package io.rotakeep.core;

import org.jspecify.annotations.NullMarked;

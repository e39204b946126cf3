/**
 * The rules of the house as tests: who may use whom, which library stays where, what has no name.
 */
@NullMarked
package io.rotakeep.architecture;

import org.jspecify.annotations.NullMarked;

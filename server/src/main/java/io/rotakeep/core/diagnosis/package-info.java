/** Says of one connection what is the matter with it, and what to do about that. */
@NullMarked
package io.rotakeep.core.diagnosis;

import org.jspecify.annotations.NullMarked;

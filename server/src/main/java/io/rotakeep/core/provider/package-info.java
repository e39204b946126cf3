/**
 * How one authorization server behaves where the RFCs leave it free: endpoints, rotation class,
 * lifetimes, and which addresses may be spoken to.
 */
@NullMarked
package io.rotakeep.core.provider;

import org.jspecify.annotations.NullMarked;

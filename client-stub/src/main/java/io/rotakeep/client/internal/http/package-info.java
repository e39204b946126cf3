/** What HTTP helpers have in common. Not part of the API; may change at any time. */
@NullMarked
package io.rotakeep.client.internal.http;

import org.jspecify.annotations.NullMarked;

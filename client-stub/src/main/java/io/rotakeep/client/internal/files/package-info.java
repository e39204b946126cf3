/**
 * What is read from files that may be replaced at any time. Not part of the API; may change at any
 * time.
 */
@NullMarked
package io.rotakeep.client.internal.files;

import org.jspecify.annotations.NullMarked;

/** A certificate authority for tests of mutual TLS. */
@NullMarked
package io.rotakeep.testkit.certificates;

import org.jspecify.annotations.NullMarked;

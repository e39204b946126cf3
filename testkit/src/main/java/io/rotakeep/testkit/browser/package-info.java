/** A browser without a screen, so that a test can take a user through an authorization flow. */
@NullMarked
package io.rotakeep.testkit.browser;

import org.jspecify.annotations.NullMarked;

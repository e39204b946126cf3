/** npm's oidc-provider as a real authorization server, run as a process of its own. */
@NullMarked
package io.rotakeep.testkit.oidc;

import org.jspecify.annotations.NullMarked;

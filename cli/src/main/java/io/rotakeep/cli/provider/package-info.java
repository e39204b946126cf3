/** Commands for authorization servers and our client registration at them. */
@NullMarked
package io.rotakeep.cli.provider;

import org.jspecify.annotations.NullMarked;

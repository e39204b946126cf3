/** Commands about the files people write, for which no daemon need run. */
@NullMarked
package io.rotakeep.cli.config;

import org.jspecify.annotations.NullMarked;

/** Commands about the audit: its files, and what it says. */
@NullMarked
package io.rotakeep.cli.audit;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.rotakeep.cli.audit;

import org.jspecify.annotations.NullMarked;

/** What was measured, for people, for documents and for programs. */
@NullMarked
package io.rotakeep.bench.report;

import org.jspecify.annotations.NullMarked;

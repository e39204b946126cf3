/** What commands print and read: tables, aligned fields, JSON, durations. */
@NullMarked
package io.rotakeep.cli.text;

import org.jspecify.annotations.NullMarked;

/** The stores in SQL, on H2 and PostgreSQL: the only place that knows SQL. */
@NullMarked
package io.rotakeep.adapter.sql;

import org.jspecify.annotations.NullMarked;

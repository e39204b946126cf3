/** What lies in plain files: the data directory and its lock, seal key and sealed keys, audit. */
@NullMarked
package io.rotakeep.adapter.file;

import org.jspecify.annotations.NullMarked;

/** The files people write: the daemon's settings and the shipped presets, read strictly. */
@NullMarked
package io.rotakeep.adapter.yaml;

import org.jspecify.annotations.NullMarked;

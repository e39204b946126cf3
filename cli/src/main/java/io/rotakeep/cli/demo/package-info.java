/** The main job in under a minute, on a real daemon, with every printed claim checked. */
@NullMarked
package io.rotakeep.cli.demo;

import org.jspecify.annotations.NullMarked;

/** An authorization server that behaves as it is told: rotation, answers, latency and faults. */
@NullMarked
package io.rotakeep.testkit.doubles;

import org.jspecify.annotations.NullMarked;

/** What a test may expect of any authorization server it runs: addresses, clients and a report. */
@NullMarked
package io.rotakeep.testkit.authorization;

import org.jspecify.annotations.NullMarked;

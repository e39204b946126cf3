/** What an observation of a refresh means, given the provider and the journal; pure. */
@NullMarked
package io.rotakeep.core.verdict;

import org.jspecify.annotations.NullMarked;

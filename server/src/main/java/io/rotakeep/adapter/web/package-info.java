/** The HTTP side: the pages that browsers see during consent, metrics and health. */
@NullMarked
package io.rotakeep.adapter.web;

import org.jspecify.annotations.NullMarked;

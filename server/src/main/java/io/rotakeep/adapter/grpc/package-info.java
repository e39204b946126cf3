/** The API over gRPC: who calls, what was asked, how the answer looks; decides nothing. */
@NullMarked
package io.rotakeep.adapter.grpc;

import org.jspecify.annotations.NullMarked;

package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;

/** One endpoint: does what the request asks and says what came of it. */
@FunctionalInterface
interface Answering {
  HttpAnswer answer(HttpRequest request);
}

package io.rotakeep.testkit.browser;

import io.rotakeep.testkit.http.Form;
import java.util.Optional;

/** Who sits before the browser: reads each page and fills in what it asks. */
@FunctionalInterface
public interface User {
  /** Lets every page stand as it came. */
  User WITHOUT_WORDS = _ -> Optional.empty();

  /** What this user enters into the page's first form and sends; empty where the page may stay. */
  Optional<Form> answers(Page page);
}

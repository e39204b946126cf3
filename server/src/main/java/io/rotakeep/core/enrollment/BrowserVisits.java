package io.rotakeep.core.enrollment;

import java.net.URI;
import java.util.Optional;

/** What is asked when a person's browser comes by. Blocks; thread-safe. */
public interface BrowserVisits {
  /**
   * Where a browser that begins at the daemon goes on; from now on only a browser with this cookie
   * may come back. Repeated with the same cookie it gives the same answer.
   *
   * @return empty if there is nothing to begin with this state, or another browser has begun it
   */
  Optional<URI> depart(String state, String cookie);

  EnrollmentResult complete(AuthorizationCompletion.Return returned);
}

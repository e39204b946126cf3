package io.rotakeep.testkit.authorization;

import io.rotakeep.testkit.browser.User;

/**
 * A user whom an authorization server knows.
 *
 * @param name by which the user signs in, for login hints
 * @param subject by which the server tells applications of the user
 */
public record Account(String name, String subject, User user) {
  /** One whom the server believes whatever the login hint says. */
  public static Account takenAtItsWord(String name) {
    return new Account(name, name, User.WITHOUT_WORDS);
  }
}

package io.rotakeep.peers;

import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.browser.User;
import io.rotakeep.testkit.http.Form;
import java.util.Optional;

/** A user who signs in where a page asks for a password, and agrees where one asks for consent. */
public record SignIn(String name, String password) implements User {
  @Override
  public Optional<Form> answers(Page page) {
    if (page.body().contains("name=\"password\"")) {
      return Optional.of(Form.of("username", name, "password", password));
    }
    if (page.body().contains("name=\"accept\"")) {
      return Optional.of(Form.of("accept", "Yes"));
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "SignIn[" + name + "]";
  }
}

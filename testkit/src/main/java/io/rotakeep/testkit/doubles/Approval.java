package io.rotakeep.testkit.doubles;

/** What the user says at the authorization endpoint. */
public sealed interface Approval {
  /** Yes, logged in as the {@code login_hint}, or as {@code otherwise} if there is none. */
  record AsHinted(String otherwise) implements Approval {}

  /** Yes, logged in as this subject whatever the hint. */
  record As(String subject) implements Approval {}

  /** No: {@code error=access_denied}. */
  record Deny() implements Approval {}
}

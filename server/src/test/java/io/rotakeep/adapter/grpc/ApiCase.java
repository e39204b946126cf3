package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.testkit.corpus.Answered;
import io.rotakeep.testkit.corpus.Row;
import java.util.List;

/**
 * One bad input to the API and the answer it must get.
 *
 * @param title what is sent, made printable
 * @param reason of ErrorInfo; empty for an answer of gRPC itself
 * @param field that the answer must name; empty if it is about none
 * @param hostile what must not stand in the answer, in a log or in the audit
 * @param changing whether the way to the refusal changes something by right
 */
record ApiCase(
    Row row,
    String title,
    Attack attack,
    Code code,
    String reason,
    String field,
    List<String> hostile,
    boolean changing) {

  /** The call, or the calls; the last one is what is refused. */
  interface Attack {
    void on(BadInputBed bed) throws Exception;
  }

  static ApiCase invalid(Row row, String title, String field, Attack attack) {
    return new ApiCase(
        row, title, attack, Code.INVALID_ARGUMENT, "INVALID_FIELD", field, List.of(), false);
  }

  static ApiCase refused(Row row, String title, Code code, String reason, Attack attack) {
    return new ApiCase(row, title, attack, code, reason, "", List.of(), false);
  }

  /** Not bad at all: it must work, and what it changes is its own affair. */
  static ApiCase accepted(Row row, String title, Attack attack) {
    return new ApiCase(row, title, attack, Code.OK, "", "", List.of(), false);
  }

  ApiCase hiding(String... secrets) {
    return new ApiCase(row, title, attack, code, reason, field, List.of(secrets), changing);
  }

  ApiCase changingOnItsWay() {
    return new ApiCase(row, title, attack, code, reason, field, hostile, true);
  }

  Answered answered() {
    return new Answered(
        row, code == Code.OK ? "accepted" : code + (reason.isEmpty() ? "" : " `" + reason + "`"));
  }

  /** Control characters and other alphabets as escapes, and not more than a line of it. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .limit(40)
        .forEach(
            c -> {
              if (c >= 0x20 && c < 0x7f) {
                shown.append((char) c);
              } else {
                shown.append(String.format("\\u%04x", c));
              }
            });
    return shown + (text.length() > 40 ? "… of " + text.length() : "");
  }

  @Override
  public String toString() {
    return row + " " + title;
  }
}

package io.rotakeep.cli.text;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.ProtocolMessageEnum;

/** What a word means to the reader; its colour only repeats what the word says. */
public enum Tone {
  PLAIN(""),
  STRONG("1"),
  FAINT("2"),
  GOOD("32"),
  CAUTION("33"),
  BAD("1;31"),
  NEWS("36");

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  /** Parameters of the terminal's "select graphic rendition". */
  String code() {
    return code;
  }

  /** Of a state, a result or an outcome. */
  public static Tone of(ProtocolMessageEnum value) {
    return of(value.getValueDescriptor());
  }

  static Tone of(EnumValueDescriptor value) {
    return switch (MessageText.of(value)) {
      case "ACTIVE", "PASSED", "ROTATED", "NOT_ROTATED", "ADOPTED", "REPLACED", "ACCEPTABLE" ->
          GOOD;
      case "IN_DOUBT", "UNANSWERED", "THROTTLED", "SERVER_ERROR", "NOT_SENT", "UNKNOWN" -> CAUTION;
      case "QUARANTINED", "REAUTHORIZATION_REQUIRED", "FAILED", "REJECTED", "CLIENT_REFUSED" -> BAD;
      case "PENDING_AUTHORIZATION", "ALREADY_ADOPTED" -> NEWS;
      case "REVOKED" -> FAINT;
      default -> PLAIN;
    };
  }
}

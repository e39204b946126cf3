package io.rotakeep.core.provider;

import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import java.util.ArrayList;
import java.util.List;

/** The part of a provider's image that says how its server speaks. */
final class DialectImage {
  private static final int WITH_ERRORS = 2;
  private static final int WITH_DIALECT = 3;

  private DialectImage() {}

  static void writeErrors(ImageWriter out, List<ErrorRule> errors) {
    out.number(errors.size());
    for (ErrorRule rule : errors) {
      Integer status = rule.status();
      out.text(rule.code())
          .number(status == null ? 0 : status)
          .text(rule.text())
          .text(rule.meaning().name());
    }
  }

  static List<ErrorRule> readErrors(ImageReader in) {
    long count = in.version() < WITH_ERRORS ? 0 : in.number();
    List<ErrorRule> errors = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      String code = in.requiredText();
      int status = in.integer();
      errors.add(
          new ErrorRule(
              code,
              status == 0 ? null : status,
              in.text(),
              ErrorMeaning.valueOf(in.requiredText())));
    }
    return errors;
  }

  static void write(ImageWriter out, Dialect dialect) {
    out.text(dialect.scopeSeparator().name()).text(dialect.requests().body().name());
    out.number(dialect.requests().headers().size());
    dialect.requests().headers().forEach(header -> out.text(header.name()).text(header.value()));
    out.text(dialect.answers().error())
        .text(dialect.answers().description())
        .texts(dialect.answers().bearerTypes())
        .text(dialect.answers().tokens())
        .text(dialect.identity().answer())
        .text(dialect.identity().userinfo());
  }

  static Dialect read(ImageReader in) {
    if (in.version() < WITH_DIALECT) {
      return Dialect.STANDARD;
    }
    return new Dialect(
        Dialect.ScopeSeparator.valueOf(in.requiredText()),
        new Dialect.Requests(Dialect.BodyFormat.valueOf(in.requiredText()), readHeaders(in)),
        new Dialect.Answers(in.text(), in.text(), in.texts(), in.text()),
        new Dialect.Identity(in.text(), in.text()));
  }

  private static List<RequestHeader> readHeaders(ImageReader in) {
    long count = in.number();
    List<RequestHeader> headers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      headers.add(new RequestHeader(in.requiredText(), in.requiredText()));
    }
    return headers;
  }
}

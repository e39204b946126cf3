package io.rotakeep.cli.connection;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many a second, as {@code 5/s}; the unit may be left out. */
record RefreshRate(double perSecond) {
  private static final String UNIT = "/s";

  @Override
  public String toString() {
    var number = Double.toString(perSecond);
    return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number) + UNIT;
  }

  /** Reads it from the command line. */
  static final class Converter implements ITypeConverter<RefreshRate> {
    @Override
    public RefreshRate convert(String text) {
      var number = text.endsWith(UNIT) ? text.substring(0, text.length() - UNIT.length()) : text;
      if (!number.matches("[0-9]{1,3}(\\.[0-9]{1,3})?")) {
        throw new TypeConversionException(
            "'%s' is not a number of refreshes a second, such as 5/s".formatted(text));
      }
      double rate = Double.parseDouble(number);
      if (rate < 0.1 || rate > 100) {
        throw new TypeConversionException("%s must be from 0.1/s to 100/s".formatted(text));
      }
      return new RefreshRate(rate);
    }
  }
}

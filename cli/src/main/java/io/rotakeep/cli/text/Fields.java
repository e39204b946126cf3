package io.rotakeep.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Names and their values, one a line, with the values under one another. */
public final class Fields {
  private static final String GAP = "  ";

  private final List<Field> fields = new ArrayList<>();

  /** A value that says nothing is left out. */
  public Fields add(String name, Cell value) {
    if (!value.full(Layout.PLAIN).isEmpty()) {
      fields.add(new Field(Printable.of(name), value));
    }
    return this;
  }

  /** A line for each; a long value goes on below its beginning where the width is known. */
  public List<String> lines(Layout layout) {
    int names = fields.stream().mapToInt(field -> DisplayWidth.of(field.name())).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (var field : fields) {
      var name = layout.ink().of(Tone.FAINT, field.name());
      var start = name + " ".repeat(names - DisplayWidth.of(field.name())) + GAP;
      var text = field.value().full(layout);
      for (var part : Wrapping.wrap(text, room(layout, names))) {
        lines.add(start + layout.ink().of(field.value().shade(), part));
        start = " ".repeat(names) + GAP;
      }
    }
    return lines;
  }

  private static int room(Layout layout, int names) {
    return layout.width().orElse(Integer.MAX_VALUE) - names - GAP.length();
  }

  private record Field(String name, Cell value) {}
}

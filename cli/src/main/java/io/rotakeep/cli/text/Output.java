package io.rotakeep.cli.text;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.PrintWriter;
import java.util.Iterator;

/**
 * Prints results: for people, or as proto3 JSON with all fields in place, a list as one array. What
 * is said along the way belongs on standard error and does not pass here.
 */
public final class Output {
  private final Format format;
  private final PrintWriter out;

  public Output(Format format, PrintWriter out) {
    this.format = format;
    this.out = out;
  }

  /** Prints all that the message says. */
  public void message(Message message) {
    if (format == Format.JSON) {
      out.println(json(message, JsonFormat.printer()));
    } else {
      MessageText.print(message, out);
    }
    out.flush();
  }

  /** Prints the message, or the sentence that stands for it in text. */
  public void message(Message message, String sentence) {
    if (format == Format.JSON) {
      message(message);
    } else {
      out.println(Printable.of(sentence));
      out.flush();
    }
  }

  /** Prints a list; as text a table, or one sentence if there is nothing in it. */
  public <M extends Message> void list(Iterator<M> rows, Columns<M> columns, String none) {
    if (format == Format.JSON) {
      array(rows);
    } else if (rows.hasNext()) {
      var table = new Table();
      table.add(columns.headers());
      rows.forEachRemaining(row -> table.add(columns.cells(row)));
      table.print(out);
    } else {
      out.println(none);
    }
    out.flush();
  }

  private void array(Iterator<? extends Message> rows) {
    var compact = JsonFormat.printer().omittingInsignificantWhitespace();
    out.print('[');
    var separator = "\n";
    while (rows.hasNext()) {
      out.print(separator);
      out.print(json(rows.next(), compact));
      separator = ",\n";
    }
    out.println(separator.length() == 1 ? "]" : "\n]");
  }

  private static String json(Message message, JsonFormat.Printer printer) {
    try {
      return printer.alwaysPrintFieldsWithNoPresence().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}

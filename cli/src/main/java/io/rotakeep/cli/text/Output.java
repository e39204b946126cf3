package io.rotakeep.cli.text;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Prints results: for people, or as proto3 JSON with all fields in place, a list as one array. What
 * is said along the way belongs on standard error and does not pass here.
 */
public final class Output {
  /** The details of errors are packed; nothing else in the API is. */
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                  .build());

  private static final int AT_ONCE = 500;

  private final Format format;
  private final PrintWriter out;
  private final Layout layout;

  public Output(Format format, PrintWriter out, Layout layout) {
    this.format = format;
    this.out = out;
    this.layout = layout;
  }

  public Layout layout() {
    return layout;
  }

  /** Prints all that the message says. */
  public void message(Message message) {
    if (format == Format.JSON) {
      out.println(json(message));
      out.flush();
    } else {
      lines(MessageText.of(message).lines(layout));
    }
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

  /** Prints the message, or in text the lines that say it better. */
  public void message(Message message, Function<Layout, List<String>> text) {
    if (format == Format.JSON) {
      message(message);
    } else {
      lines(text.apply(layout));
    }
  }

  /** Prints text that may hold colours; everything foreign in it is printable already. */
  public void lines(List<String> text) {
    text.forEach(out::println);
    out.flush();
  }

  /** Prints a list; as text a table, or one sentence if there is nothing in it. */
  public <M extends Message> void list(Iterator<M> rows, Columns<M> columns, String none) {
    if (format == Format.JSON) {
      array(rows);
    } else if (rows.hasNext()) {
      lines(table(rows, columns, layout));
    } else {
      lines(List.of(none));
    }
    out.flush();
  }

  /**
   * Prints a list that may be too long for memory, as it comes: for people so many rows at a time.
   * Ends early if nobody reads it.
   */
  public <M extends Message> void stream(Iterator<M> rows, Columns<M> columns, String none) {
    if (format == Format.JSON || !rows.hasNext()) {
      list(rows, columns, none);
      return;
    }
    var table = new Table(columns.headers(), layout);
    while (rows.hasNext() && !out.checkError()) {
      for (int row = 0; row < AT_ONCE && rows.hasNext(); row++) {
        table.add(columns.cells(rows.next()));
      }
      lines(table.lines());
    }
  }

  /** A table, its head first. */
  public static <M> List<String> table(Iterator<M> rows, Columns<M> columns, Layout layout) {
    var table = new Table(columns.headers(), layout);
    rows.forEachRemaining(row -> table.add(columns.cells(row)));
    return table.lines();
  }

  /** An array, each element written as soon as it is there. Ends early if nobody reads it. */
  public void array(Iterator<? extends Message> rows) {
    out.print('[');
    var separator = "\n";
    while (!out.checkError() && rows.hasNext()) {
      out.print(separator);
      out.print(line(rows.next()));
      separator = ",\n";
    }
    out.println(separator.length() == 1 ? "]" : "\n]");
  }

  /** The message as JSON in one line. */
  public static String line(Message message) {
    return json(message, JSON.omittingInsignificantWhitespace());
  }

  private static String json(Message message) {
    return json(message, JSON);
  }

  private static String json(Message message, JsonFormat.Printer printer) {
    try {
      return Printable.inJson(printer.alwaysPrintFieldsWithNoPresence().print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}

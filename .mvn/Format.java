import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Formats every Java file of the repository, or with {@code --check} names those that differ.
 *
 * <p>A source-launched program, because the formatter must run on the JDK whose syntax it reads
 * while Maven may run on an older one, and because one JVM for all modules takes seconds where one
 * per module takes a minute.
 */
final class Format {
  private final Formatter formatter =
      new Formatter(JavaFormatterOptions.builder().style(Style.GOOGLE).build());
  private final ConcurrentLinkedQueue<Path> differing = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> unreadable = new ConcurrentLinkedQueue<>();
  private final boolean check;

  private Format(boolean check) {
    this.check = check;
  }

  /** Arguments: {@code --check} or {@code --fix}, then files or directories. */
  public static void main(String[] args) throws IOException {
    var run = new Format(args[0].equals("--check"));
    for (String root : List.of(args).subList(1, args.length)) {
      run.sources(Path.of(root)).parallelStream().forEach(run::format);
    }
    run.report();
  }

  private List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(
              file -> !root.relativize(file).toString().matches("(.*/)?(target|node_modules)/.*"))
          .toList();
    }
  }

  private void format(Path file) {
    try {
      String before = Files.readString(file);
      String after = formatted(before);
      if (before.equals(after)) {
        return;
      }
      differing.add(file);
      if (!check) {
        Files.writeString(file, after);
      }
    } catch (IOException | FormatterException e) {
      unreadable.add(file + ": " + e.getMessage());
    }
  }

  private String formatted(String source) throws FormatterException {
    String tidy =
        RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(source, Style.GOOGLE));
    return StringWrapper.wrap(formatter.formatSource(tidy), formatter);
  }

  private void report() {
    unreadable.forEach(line -> System.err.println("cannot be parsed: " + line));
    differing.stream()
        .sorted(Comparator.naturalOrder())
        .forEach(file -> System.err.println((check ? "not formatted: " : "formatted: ") + file));
    if (check && !differing.isEmpty()) {
      System.err.println("Run .mvn/format, which formats them in place.");
    }
    if (!unreadable.isEmpty() || check && !differing.isEmpty()) {
      System.exit(1);
    }
  }
}

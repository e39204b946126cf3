package io.rotakeep.testkit.corpus;

import static io.rotakeep.testkit.corpus.Surface.API;
import static io.rotakeep.testkit.corpus.Surface.CALLERS;
import static io.rotakeep.testkit.corpus.Surface.COMMANDS;
import static io.rotakeep.testkit.corpus.Surface.FRAMES;
import static io.rotakeep.testkit.corpus.Surface.LATER;
import static io.rotakeep.testkit.corpus.Surface.METRICS;
import static io.rotakeep.testkit.corpus.Surface.OUTBOUND;
import static io.rotakeep.testkit.corpus.Surface.SEAL;
import static io.rotakeep.testkit.corpus.Surface.SETTINGS;
import static io.rotakeep.testkit.corpus.Surface.STORE;
import static io.rotakeep.testkit.corpus.Surface.WEB;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The rows of the corpus. Each surface that a row names must have a case for it: the table of that
 * surface compares its rows with {@link #at}.
 */
public enum Row {
  B1("an empty connection id", API),
  B2("an id that is too long", API, FRAMES),
  B3("paths in an id", API),
  B4("control and invisible characters in an id", API),
  B5("other alphabets, widths, cases and compositions in an id", API),
  B6("words that are almost a role", SETTINGS),
  B7("wildcards and code in an id", API),
  B8("strings that are not UTF-8", FRAMES),
  B9("values outside their range", API),
  B10("times and durations outside their range", API),
  B11("nothing chosen, and fields nobody knows", API, FRAMES),
  B12("long lists, repeated keys, deep nesting", API, FRAMES),
  B13("messages beyond the limit, and compressed bombs", FRAMES),
  B14("headers beyond the limit, repeated or undecodable", FRAMES),
  B15("headers that claim an identity", CALLERS),
  B16("certificates that name nobody, or that nobody vouches for", CALLERS),
  B17("a caller without a grant", CALLERS),
  B18("methods that do not exist", API, FRAMES),
  B19("scopes", API),
  B20("page tokens", API, CALLERS),
  B21("page sizes", API),
  B22("request ids used twice", API, CALLERS),
  B23("a sealed daemon", API),
  B24("a connection whose consent is gone", API),
  B25("a provider that does not answer", API),
  B26("a row that was changed by hand", API),
  B27("redirect URIs", API),
  B28("return URLs", API),
  B29("states that are missing, unknown or used", WEB),
  B30("another issuer in the answer", WEB),
  B31("answers that contradict themselves, and scripts in them", WEB),
  B32("other methods, and requests that two readers read differently", WEB),
  B33("foreign host names", WEB),
  B34("addresses that lead inside", API, OUTBOUND),
  B35("documents of discovery", OUTBOUND),
  B36("token answers", OUTBOUND),
  B37("error codes", OUTBOUND),
  B38("headers of an answer", OUTBOUND),
  B39("client secrets with special characters", OUTBOUND),
  B40("line breaks on their way into a header", API, OUTBOUND),
  B41("YAML beyond plain settings", SETTINGS, COMMANDS),
  B42("files that others may change", SETTINGS, COMMANDS),
  B43("a data directory with a database's settings in it", SETTINGS, COMMANDS),
  B44("settings in a PostgreSQL URL", LATER),
  B45("durations and sizes", COMMANDS),
  B46("settings that contradict each other", SETTINGS),
  B47("clocks and certificates of another time", CALLERS),
  B48("unseal shares", SEAL),
  B49("passphrases", SEAL),
  B50("a refresh token pasted into a search", API),
  B51("notes and labels with control characters", API, COMMANDS),
  B52("secrets among the arguments", COMMANDS),
  B53("import files", API, COMMANDS),
  B54("hostile files of the journal", STORE),
  B55("socket paths", SETTINGS),
  B56("other protocols on the port", FRAMES),
  B57("names and numbers of label values", METRICS),
  B58("other languages", API),
  B59("demands for a DPoP nonce", LATER),
  B60("client assertions", LATER);

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, and nobody else holds what it shows
  private final Set<Surface> surfaces;

  Row(String title, Surface first, Surface... more) {
    this.title = title;
    this.surfaces = Collections.unmodifiableSet(EnumSet.of(first, more));
  }

  /** What is bad about it, in a few words. */
  public String title() {
    return title;
  }

  public Set<Surface> surfaces() {
    return surfaces;
  }

  /** The rows that a surface must have cases for. */
  public static Set<Row> at(Surface surface) {
    Set<Row> rows = EnumSet.noneOf(Row.class);
    Arrays.stream(values()).filter(row -> row.surfaces.contains(surface)).forEach(rows::add);
    return rows;
  }

  /** Such as {@code B-07}, so that reports sort. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "B-%02d", Integer.parseInt(name().substring(1)));
  }
}

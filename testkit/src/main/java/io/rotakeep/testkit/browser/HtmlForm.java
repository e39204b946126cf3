package io.rotakeep.testkit.browser;

import io.rotakeep.testkit.http.Form;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form with its address and hidden fields, as login and consent pages have them.
 *
 * <p>Read by patterns: good enough for the pages of the servers our tests run, not for the web.
 */
record HtmlForm(String action, Form hidden) {
  private static final Pattern FORM = Pattern.compile("(?is)<form\\b([^>]*)>(.*?)</form>");
  private static final Pattern INPUT = Pattern.compile("(?is)<input\\b([^>]*)>");

  static Optional<HtmlForm> firstIn(String html) {
    Matcher form = FORM.matcher(html);
    if (!form.find()) {
      return Optional.empty();
    }
    List<Form.Field> hidden = new ArrayList<>();
    Matcher input = INPUT.matcher(form.group(2));
    while (input.find()) {
      String tag = input.group(1);
      if (attribute(tag, "type").filter("hidden"::equalsIgnoreCase).isPresent()) {
        attribute(tag, "name")
            .ifPresent(
                name -> hidden.add(new Form.Field(name, attribute(tag, "value").orElse(""))));
      }
    }
    String action = attribute(form.group(1), "action").orElse("");
    return Optional.of(new HtmlForm(action, new Form(hidden)));
  }

  /** Where it goes; a form without an address goes back to its own page (RFC 3986 §4.4). */
  URI target(URI page) {
    return action.isEmpty() ? page : page.resolve(action);
  }

  Form with(Form values) {
    List<Form.Field> all = new ArrayList<>(hidden.fields());
    all.addAll(values.fields());
    return new Form(all);
  }

  private static Optional<String> attribute(String tag, String name) {
    Matcher matcher =
        Pattern.compile("(?is)\\b" + name + "\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')").matcher(tag);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String value = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return Optional.of(value.replace("&quot;", "\"").replace("&amp;", "&"));
  }
}

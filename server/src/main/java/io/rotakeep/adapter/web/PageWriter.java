package io.rotakeep.adapter.web;

import io.rotakeep.adapter.web.Page.Fact;
import io.rotakeep.core.BugException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes a page in one piece: no script, no image, no font, nothing to fetch. */
final class PageWriter {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ground:#f4f3ef;--card:#fff;--ink:#1d2125;--soft:#5b6470;\
      --line:#e2e0d9;--done:#12715b;--waiting:#8a5a00;--stopped:#a8322a;--tint:10%}
      @media(prefers-color-scheme:dark){:root{--ground:#14171a;--card:#1d2125;--ink:#eceae4;\
      --soft:#a3abb5;--line:#31373d;--done:#5fcfae;--waiting:#e3b257;--stopped:#f08d82;--tint:16%}}
      *{box-sizing:border-box;margin:0}
      body{min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:1.5rem;\
      background:var(--ground);color:var(--ink);\
      font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
      main{width:100%;max-width:31rem;padding:2.75rem 2.5rem;background:var(--card);\
      border:1px solid var(--line);border-radius:1rem}
      .done{--tone:var(--done)}.waiting{--tone:var(--waiting)}.stopped{--tone:var(--stopped)}
      svg{display:block;width:3.25rem;height:3.25rem;padding:.8rem;border-radius:50%;\
      color:var(--tone);background:color-mix(in srgb,var(--tone) var(--tint),transparent);\
      fill:none;stroke:currentColor;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}
      h1{margin:1.5rem 0 .6rem;font-size:1.5rem;line-height:1.25;font-weight:650;\
      letter-spacing:-.015em;text-wrap:balance}
      p{color:var(--soft);text-wrap:pretty}
      .next{margin-top:1rem;color:var(--ink)}
      dl{margin:1.5rem 0;padding:.8rem 1rem;background:var(--ground);border-radius:.6rem}
      dt{font-size:.8125rem;line-height:1.4;color:var(--soft)}
      dd{font:.875rem/1.6 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
      @media(max-width:30rem){body{padding:1rem}main{padding:2rem 1.5rem}}
      """;

  /** Lets this style apply and nothing else happen. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + hash(STYLE)
          + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private PageWriter() {}

  static String write(Page page) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="robots" content="noindex">
    <title>%s</title>
    <style>%s</style>
    </head>
    <body>
    <main class="%s">
    <svg viewBox="0 0 24 24" aria-hidden="true">%s</svg>
    <h1>%s</h1>
    <p>%s</p>
    %s<p class="next">%s</p>
    </main>
    </body>
    </html>
    """
        .formatted(
            escape(page.title()),
            STYLE,
            tone(page.tone()),
            glyph(page.tone()),
            escape(page.title()),
            escape(page.what()),
            fact(page.fact()),
            escape(page.next()));
  }

  private static String tone(Page.Tone tone) {
    return switch (tone) {
      case DONE -> "done";
      case WAITING -> "waiting";
      case STOPPED -> "stopped";
    };
  }

  private static String glyph(Page.Tone tone) {
    return switch (tone) {
      case DONE -> "<path d=\"M4 12.5l5.5 5.5L20 6.5\"/>";
      case WAITING -> "<path d=\"M4.5 12h15M13 5.5l6.5 6.5-6.5 6.5\"/>";
      case STOPPED -> "<path d=\"M12 3.5v10.5M12 20v.01\"/>";
    };
  }

  private static String fact(@Nullable Fact fact) {
    return fact == null
        ? ""
        : "<dl><dt>%s</dt><dd>%s</dd></dl>\n".formatted(escape(fact.label()), escape(fact.value()));
  }

  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  private static String hash(String style) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }
}

package io.rotakeep.adapter.yaml;

import java.util.List;

/**
 * The keys of a provider file. Operators write all of them, presets those that no operator owns.
 * Defaults are the preset's, else the daemon's, so the file's reader knows none.
 */
public final class ProviderKeys {
  private static final Kind<List<String>> TEXTS = Kind.listOf(Kind.TEXT);
  static final Kind<String> URL = Kind.text(TextRules.URL, "uri", TextRules::url);
  static final Kind<String> DATE = Kind.text(TextRules.DATE, "date", TextRules::date);

  static final Key.Required<String> NAME =
      Key.required(
          "name",
          Kind.TEXT,
          "salesforce-prod",
          "What connections refer to: 1 to 64 bytes of a-z 0-9 . _ -, the first a-z 0-9.");
  static final Key.Omissible<String> BASE =
      Key.omissible(
          "preset",
          Kind.TEXT,
          "salesforce",
          "The preset to start from (rotakeep provider presets); every key here overrides its own."
              + " Without one the most cautious behaviour is assumed.");
  static final Key.Omissible<String> ISSUER =
      Key.omissible(
          "issuer",
          URL,
          "https://login.salesforce.com",
          "Issuer identifier (RFC 8414). Needed here or in the preset; cannot change while"
              + " connections use the provider.");
  static final Key.Omissible<Boolean> DISCOVERY =
      Key.omissible(
          "discovery",
          Kind.FLAG,
          "true",
          "Ask the issuer for the endpoints (RFC 8414, then OpenID Connect Discovery). Default:"
              + " false.");

  static final Key.Omissible<String> REDIRECT_URI =
      Key.omissible(
          "redirect_uri",
          URL,
          "https://tokens.example.com/oauth/callback",
          "Where the server sends the browser back, as registered there. Default: the daemon's"
              + " public URL with /oauth/callback.");
  static final Key.Omissible<List<String>> RETURN_URLS =
      Key.omissible(
          "return_urls",
          Kind.listOf(URL),
          "[\"https://app.example.com/*\"]",
          "Where the browser may go afterwards, with * for the rest of the path at the end only."
              + " Default: nowhere.");
  static final Key.Omissible<List<String>> LOGIN_HOSTS =
      Key.omissible(
          "login_hosts",
          TEXTS,
          "[\"*.my.salesforce.com\"]",
          "Hosts a connection may be pinned to, *. at the front for one or more labels. Default:"
              + " those of the endpoints.");
  static final Key.Omissible<List<String>> ATTRIBUTE_HOSTS =
      Key.omissible(
          "attribute_hosts",
          TEXTS,
          "[\"*.force.com\"]",
          "Hosts that attributes which are URLs may name. Default: endpoints and login hosts.");
  static final Key.Omissible<Integer> MAX_GRANTS =
      Key.omissible(
          "max_grants_per_subject",
          Kind.whole(0),
          "5",
          "How many grants of one subject the server keeps before it drops the oldest. Default: 0,"
              + " unlimited.");
  static final Key.Omissible<Boolean> CONFIRM =
      Key.omissible(
          "confirm",
          Kind.FLAG,
          "true",
          "Whether a consent counts only after ConfirmAuthorization. Default: false.");
  static final Key.Omissible<List<String>> SCOPES =
      Key.omissible("scopes", TEXTS, "[refresh_token, api]", "Scopes to ask for, at most 100.");

  static final Key.Omissible<String> SECURITY_CONTACT =
      Key.omissible(
          "security_contact",
          Kind.TEXT,
          "security@salesforce.com",
          "Mail address of the provider's security team, for incident reports.");

  static final Key.Omissible<String> PKCE_DUE =
      Key.omissible("pkce_due", DATE, "2026-05-11", "PKCE with S256.");
  static final Key.Omissible<String> ROTATION_DUE =
      Key.omissible("rotation_due", DATE, "2026-05-11", "Refresh token rotation.");
  static final Key.Omissible<Section> COMPLIANCE =
      Key.omissible(
          "compliance",
          Kind.section(Keys.of(PKCE_DUE, ROTATION_DUE)),
          "{pkce_due: 2026-05-11}",
          "By when the provider demands what, for the compliance report.");

  /** Of a provider file. */
  public static final Keys FILE =
      Keys.of(
          NAME,
          BASE,
          ISSUER,
          EndpointKeys.ENDPOINTS,
          DISCOVERY,
          ServerTlsKeys.TLS,
          ClientKeys.CLIENT,
          REDIRECT_URI,
          RETURN_URLS,
          LOGIN_HOSTS,
          ATTRIBUTE_HOSTS,
          MAX_GRANTS,
          CONFIRM,
          SCOPES,
          RotationKeys.ROTATION,
          TokenKeys.ACCESS_TOKEN,
          TokenKeys.REFRESH_TOKEN,
          ErrorKeys.ERRORS,
          DialectKeys.SCOPE_SEPARATOR,
          DialectKeys.TOKEN_REQUEST,
          DialectKeys.TOKEN_ANSWER,
          DialectKeys.IDENTITY,
          SECURITY_CONTACT,
          COMPLIANCE);

  /** Of the provider in a preset's file. */
  static final Keys PRESET =
      Keys.of(
          ISSUER,
          DISCOVERY,
          EndpointKeys.ENDPOINTS,
          ClientKeys.PRESET_CLIENT,
          LOGIN_HOSTS,
          ATTRIBUTE_HOSTS,
          MAX_GRANTS,
          CONFIRM,
          SCOPES,
          RotationKeys.ROTATION,
          TokenKeys.ACCESS_TOKEN,
          TokenKeys.REFRESH_TOKEN,
          ErrorKeys.ERRORS,
          DialectKeys.SCOPE_SEPARATOR,
          DialectKeys.TOKEN_REQUEST,
          DialectKeys.TOKEN_ANSWER,
          DialectKeys.IDENTITY,
          SECURITY_CONTACT,
          COMPLIANCE);

  private ProviderKeys() {}
}

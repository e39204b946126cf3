package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.crypto.Envelope;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One authorization server and our client registration at it.
 *
 * @param preset the shipped description that the operator's file overlaid; null if none
 * @param issuer compared as a string, never normalized (RFC 9207 §2.4)
 * @param revision counts applied changes, from 1; the API's etag
 * @param event announced last, it may be over; null if there was none
 */
public record Provider(
    ProviderName name,
    @Nullable String preset,
    URI issuer,
    Endpoints endpoints,
    OAuthClient client,
    AuthorizationRules authorization,
    TokenRules tokens,
    Disclosure disclosure,
    long revision,
    @Nullable ClientEvent event) {

  /** Without an announced event. */
  public Provider(
      ProviderName name,
      @Nullable String preset,
      URI issuer,
      Endpoints endpoints,
      OAuthClient client,
      AuthorizationRules authorization,
      TokenRules tokens,
      Disclosure disclosure,
      long revision) {
    this(
        name, preset, issuer, endpoints, client, authorization, tokens, disclosure, revision, null);
  }

  public Provider {
    SafeAddress.check("issuer", issuer);
    if (issuer.getRawQuery() != null) {
      throw new InvalidFieldException("issuer", "must have no query (RFC 8414 section 2)");
    }
  }

  /** Whom to tell of an incident and from when which control is due; each null if unknown. */
  public record Disclosure(
      @Nullable String securityContact,
      @Nullable LocalDate pkceDue,
      @Nullable LocalDate rotationDue) {}

  /** The next revision, in which this event is announced. */
  public Provider expecting(ClientEvent announced) {
    return with(announced, revision + 1);
  }

  /** The same settings beside what was announced at {@code before}: they do not end it. */
  public Provider expectingAs(Provider before) {
    return with(before.event, revision);
  }

  /** Whether a refusal at that time is put down to an event that was announced. */
  public boolean expectsRefusalsAt(Instant time) {
    return event != null && event.covers(time);
  }

  /** The next revision, with the same secrets in other envelopes. */
  public Provider rewrapped(List<Envelope> secrets) {
    OAuthClient same =
        new OAuthClient(client.id(), client.type(), client.authentication(), secrets);
    return with(same, event, revision + 1);
  }

  private Provider with(@Nullable ClientEvent announced, long counted) {
    return with(client, announced, counted);
  }

  private Provider with(OAuthClient registration, @Nullable ClientEvent announced, long counted) {
    return new Provider(
        name,
        preset,
        issuer,
        endpoints,
        registration,
        authorization,
        tokens,
        disclosure,
        counted,
        announced);
  }

  /**
   * Whether {@code other} would make stored refresh tokens unusable: they are bound to issuer,
   * token host and client id.
   */
  public boolean bindsTokensLike(Provider other) {
    return issuer.equals(other.issuer)
        && endpoints.tokenHost().equals(other.endpoints.tokenHost())
        && client.id().equals(other.client.id());
  }
}

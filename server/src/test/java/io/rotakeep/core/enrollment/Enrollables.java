package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.provider.AuthorizationRules;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.HostPattern;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ReturnUrl;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.net.URI;
import java.util.List;

/** Providers to enrol at, each with one thing that is special. */
final class Enrollables {
  static final ConnectionId NEW = new ConnectionId("acme/new");
  static final String RETURN_URL = "https://app.example.com/done/*";

  private Enrollables() {}

  /** A public client with two rules of login hosts and one return URL. */
  static Provider plain() {
    return rules(false, false);
  }

  /** The server says that its callbacks name the issuer. */
  static Provider announcing() {
    return rules(true, false);
  }

  static Provider confirming() {
    return rules(false, true);
  }

  static Provider confidential(Envelope... secrets) {
    return SampleProviders.client(
        plain(),
        new OAuthClient(
            "client-1",
            OAuthClient.Type.CONFIDENTIAL,
            ClientAuthentication.CLIENT_SECRET_POST,
            List.of(secrets)));
  }

  static Provider endingAll() {
    return SampleProviders.radius(plain(), BlastRadius.SUBJECT);
  }

  private static Provider rules(boolean issuerInResponse, boolean confirm) {
    return SampleProviders.authorization(
        SampleProviders.of(new RotationClass.Family()),
        new AuthorizationRules(
            URI.create("https://tokens.example.org/oauth/callback"),
            List.of(new ReturnUrl(RETURN_URL), new ReturnUrl("https://app.example.com/exact")),
            List.of(new HostPattern("*.my.example.com"), new HostPattern("test.example.com")),
            List.of("api", "offline_access"),
            null,
            issuerInResponse,
            confirm));
  }
}

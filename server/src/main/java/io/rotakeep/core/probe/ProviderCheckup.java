package io.rotakeep.core.probe;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.EgressCheck;
import io.rotakeep.core.oauth.Pkce;
import io.rotakeep.core.oauth.QueryUrl;
import io.rotakeep.core.probe.LineJudge.Timed;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One check of one provider, from its metadata to the way out. Whatever it shows to the server in
 * the place of a code or a token is made up on the spot, so nothing is spent; it knows no
 * connection. For one thread.
 */
final class ProviderCheckup {
  private static final Duration ALTOGETHER = Duration.ofSeconds(60);

  private final ServerProbe probe;
  private final Provider provider;
  private final ClientCredentials client;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Predicate<Finding> receiver;
  private final EgressCheck egress;
  private final Instant end;
  private final List<Timed> answers = new ArrayList<>();
  private final Set<String> local = new LinkedHashSet<>();
  private final Set<String> undeclared = new LinkedHashSet<>();
  private final Set<String> distrusted = new LinkedHashSet<>();
  private boolean listening = true;

  /**
   * @param receiver false once nobody listens any more; then the check ends
   */
  ProviderCheckup(
      ServerProbe probe,
      Provider provider,
      ClientCredentials client,
      SecureRandom random,
      InstantSource clock,
      EgressCheck egress,
      Predicate<Finding> receiver) {
    this.probe = probe;
    this.provider = provider;
    this.client = client;
    this.random = random;
    this.clock = clock;
    this.egress = egress;
    this.receiver = receiver;
    this.end = clock.instant().plus(ALTOGETHER);
  }

  void run() {
    MetadataJudge.judge(provider, probe.published(provider.issuer(), trust())).forEach(this::tell);
    authorization();
    token();
    Endpoints endpoints = provider.endpoints();
    if (endpoints.revocation() != null) {
      shown("revocation_endpoint", endpoints.revocation());
    }
    if (endpoints.introspection() != null) {
      shown("introspection_endpoint", endpoints.introspection());
    }
    if (endpoints.userinfo() != null) {
      URI address = endpoints.userinfo();
      Sighting seen = look(() -> probe.page(address, trust()));
      tell(EndpointJudge.tls("userinfo_endpoint", address, seen, clock.instant()));
      tell(EndpointJudge.answers("userinfo_endpoint", seen));
    }
    if (!trust().equals(ServerTrust.USUAL)) {
      tell(EndpointJudge.trust(trust(), distrusted));
    }
    tell(LineJudge.clock(answers));
    tell(EgressJudge.judge(List.copyOf(local), List.copyOf(undeclared), egress.outlook()));
  }

  private void authorization() {
    URI address = provider.endpoints().authorization();
    try (SecretBytes verifier = Pkce.newVerifier(random)) {
      String challenge = Pkce.challenge(verifier);
      Sighting complete = look(() -> probe.page(challenged(challenge, Pkce.METHOD), trust()));
      tell(EndpointJudge.tls("authorization_endpoint", address, complete, clock.instant()));
      tell(EndpointJudge.answers("authorization_endpoint", complete));
      AuthorizationReply taken = AuthorizationReply.of(complete);
      tell(PkceJudge.request(taken));
      Sighting bare = look(() -> probe.page(request().toUri(), trust()));
      tell(PkceJudge.enforced(taken, AuthorizationReply.of(bare)));
      Sighting plain = look(() -> probe.page(challenged(challenge, "plain"), trust()));
      tell(PkceJudge.plainRefused(taken, AuthorizationReply.of(plain)));
    }
  }

  private void token() {
    URI address = provider.endpoints().token();
    Map<String, String> question =
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            madeUp(),
            "redirect_uri",
            provider.authorization().redirectUri().toString(),
            "code_verifier",
            madeUp());
    Sighting seen = look(() -> probe.ask(address, client, question));
    tell(EndpointJudge.tls("token_endpoint", address, seen, clock.instant()));
    tell(EndpointJudge.takesOurClient("token_endpoint", seen));
    tell(EndpointJudge.clientAuthentication(seen));
    if (provider.client().secrets().size() > 1) {
      tell(EndpointJudge.overlappingSecrets(seen, client.older()));
    }
  }

  /** Both endpoints answer for a token they have never seen (RFC 7009 §2.2, RFC 7662 §2.2). */
  private void shown(String endpoint, URI address) {
    Sighting seen = look(() -> probe.ask(address, client, Map.of("token", madeUp())));
    tell(EndpointJudge.tls(endpoint, address, seen, clock.instant()));
    tell(EndpointJudge.takesOurClient(endpoint, seen));
  }

  private ServerTrust trust() {
    return provider.endpoints().trust();
  }

  private QueryUrl request() {
    QueryUrl url =
        new QueryUrl(provider.endpoints().authorization())
            .with("response_type", "code")
            .with("client_id", provider.client().id())
            .with("redirect_uri", provider.authorization().redirectUri().toString());
    List<String> scopes = provider.authorization().scopes();
    String joined = provider.tokens().dialect().scopeSeparator().join(scopes);
    return (scopes.isEmpty() ? url : url.with("scope", joined)).with("state", madeUp());
  }

  private URI challenged(String challenge, String method) {
    return request()
        .with("code_challenge", challenge)
        .with("code_challenge_method", method)
        .toUri();
  }

  /** Long enough for a verifier (RFC 7636 §4.1), and telling the server's operator what it is. */
  private String madeUp() {
    byte[] octets = new byte[16];
    random.nextBytes(octets);
    return "rotakeep-check-" + HexFormat.of().formatHex(octets);
  }

  private Sighting look(Supplier<Sighting> look) {
    if (!listening) {
      return new Sighting.Unseen("nobody listened any more", false);
    }
    if (!clock.instant().isBefore(end)) {
      return new Sighting.Unseen("the check's minute was over before it", false);
    }
    Sighting seen = look.get();
    switch (seen) {
      case Sighting.Seen answer -> {
        answers.add(new Timed(answer, clock.instant()));
        local.add(answer.line().localAddress());
      }
      case Sighting.Unseen(_, _, var address) when address != null -> undeclared.add(address);
      case Sighting.Unseen(String cause, boolean tls, _) when tls -> distrusted.add(cause);
      case Sighting.Unseen _ -> {}
    }
    return seen;
  }

  private void tell(Finding finding) {
    listening = listening && receiver.test(finding);
  }
}

package io.rotakeep.core.probe;

import io.rotakeep.core.provider.ServerTrust;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one look at an endpoint says about it and its TLS; pure. */
final class EndpointJudge {
  private static final Duration SOON = Duration.ofDays(14);
  private static final Set<String> OUR_FAULT =
      Set.of("invalid_client", "unauthorized_client", "invalid_client_id", "access_denied");

  private EndpointJudge() {}

  static Finding tls(String endpoint, URI address, Sighting sighting, Instant now) {
    String check = endpoint + "_tls";
    return switch (sighting) {
      case Sighting.Unseen(String cause, boolean distrusted, _) ->
          distrusted
              ? Finding.failed(
                  check, cause, "do not go on: see that " + address.getHost() + " is who it was")
              : Finding.unknown(check, "not reached: " + cause, "");
      case Sighting.Seen seen -> secured(check, address, seen.line().security(), now);
    };
  }

  private static Finding secured(
      String check, URI address, Sighting.@Nullable Security tls, Instant now) {
    if (tls == null) {
      return Finding.unknown(check, "plain http on loopback: there is no TLS to verify", "");
    }
    String end = tls.certificateEnds().atZone(ZoneOffset.UTC).toLocalDate().toString();
    String detail =
        tls.protocol() + ", certificate verified for " + address.getHost() + " until " + end;
    return tls.certificateEnds().isBefore(now.plus(SOON))
        ? new Finding(
            check,
            Finding.Result.PASSED,
            detail,
            "see that the server's certificate is renewed before " + end)
        : Finding.passed(check, detail);
  }

  /**
   * Whether the server proved itself as its provider demands.
   *
   * @param distrusted why not, of each endpoint that did not
   */
  static Finding trust(ServerTrust trust, Set<String> distrusted) {
    String demanded =
        Stream.of(
                trust.authorities().isEmpty()
                    ? ""
                    : "only authorities of the provider file's tls.ca are trusted",
                trust.pins().isEmpty() ? "" : "pinned: " + String.join(" ", trust.pins()))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "));
    return distrusted.isEmpty()
        ? Finding.passed("server_trust", demanded)
        : Finding.failed(
            "server_trust",
            demanded + "; " + String.join("; ", distrusted),
            "ask the provider whether it changed key or authority; if so, change tls in the"
                + " provider file. Until then nothing is sent to it");
  }

  /** Of an endpoint that a person's browser is sent to, or that wants an access token. */
  static Finding answers(String check, Sighting sighting) {
    return switch (sighting) {
      case Sighting.Unseen(String cause, _, _) -> unreached(check, cause);
      case Sighting.Seen seen -> answered(check, seen.status());
    };
  }

  /** Of an endpoint that the daemon posts to with its client's proof. */
  static Finding takesOurClient(String check, Sighting sighting) {
    return switch (sighting) {
      case Sighting.Unseen(String cause, _, _) -> unreached(check, cause);
      case Sighting.Seen seen when isRefusal(seen) ->
          Finding.failed(
              check,
              "it answers, and refuses our client: " + said(seen),
              "compare client.id, client.authentication and client.secrets with the registration");
      case Sighting.Seen seen when seen.status() >= 300 && seen.status() < 400 ->
          Finding.failed(
              check,
              "it redirects elsewhere, and the daemon follows no redirect",
              "name the endpoint itself in the provider file");
      case Sighting.Seen seen -> answered(check, seen.status());
    };
  }

  /** Of a token endpoint that was shown a made-up code. */
  static Finding clientAuthentication(Sighting sighting) {
    String check = "client_authentication";
    return switch (sighting) {
      case Sighting.Unseen(String cause, _, _) -> Finding.unknown(check, "not tried: " + cause, "");
      case Sighting.Seen seen when isRefusal(seen) ->
          Finding.failed(
              check,
              "the token endpoint refuses our client: " + said(seen),
              "compare client.id, client.authentication and client.secrets with the registration");
      case Sighting.Seen seen when "invalid_grant".equals(seen.errorCode()) ->
          Finding.passed(
              check,
              "the token endpoint refuses only the made-up code, not our client (unless it looks at"
                  + " the code first)");
      case Sighting.Seen seen ->
          Finding.unknown(check, "the token endpoint says neither: " + said(seen), "");
    };
  }

  /**
   * Of two secrets that overlap, after the token endpoint was shown one of them.
   *
   * @param older whether refreshes use the older one, because the newest was refused
   */
  static Finding overlappingSecrets(Sighting sighting, boolean older) {
    String check = "client_secrets";
    if (older) {
      return new Finding(
          check,
          Finding.Result.PASSED,
          "of two secrets the older one is in use: the newest was refused",
          "see that the newest is in force at the server before the older one ends");
    }
    return sighting instanceof Sighting.Seen seen && isRefusal(seen)
        ? Finding.unknown(
            check,
            "of two secrets the newest is refused; the next refresh tries the older one",
            "refresh a connection, then check again")
        : new Finding(
            check,
            Finding.Result.PASSED,
            "of two secrets the newest is in use",
            "once the server accepts it, take the older one out of the provider file and apply it");
  }

  private static boolean isRefusal(Sighting.Seen seen) {
    String code = seen.errorCode();
    return seen.status() == 401 || (code != null && OUR_FAULT.contains(code));
  }

  private static String said(Sighting.Seen seen) {
    String code = seen.errorCode();
    return code == null ? "status " + seen.status() : code;
  }

  private static Finding unreached(String check, String cause) {
    return Finding.failed(check, cause, "see name, address and firewall between here and there");
  }

  private static Finding answered(String check, int status) {
    String detail = "it answers, with status " + status;
    if (status == 404 || status == 410) {
      return Finding.failed(
          check, "nothing is there: status " + status, "compare endpoints with the server's");
    }
    if (status >= 500) {
      return Finding.failed(check, detail, "the server fails; ask its operator");
    }
    return status == 429
        ? Finding.unknown(check, "it asks for patience: status 429", "check again later")
        : Finding.passed(check, detail);
  }
}

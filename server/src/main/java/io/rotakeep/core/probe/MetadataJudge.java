package io.rotakeep.core.probe;

import io.rotakeep.core.oauth.Pkce;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a publication, or its absence, means for a provider; pure. */
final class MetadataJudge {
  private static final String DISCOVERY = "discovery";
  private static final String ISSUER = "issuer";
  private static final String ENDPOINTS = "discovered_endpoints";
  private static final String OFFERED = "pkce_s256_offered";

  private MetadataJudge() {}

  static List<Finding> judge(Provider provider, Publication publication) {
    return switch (publication) {
      case Publication.Nothing(String why) -> List.of(missing(provider, why));
      case Publication.Document document ->
          List.of(
              Finding.passed(DISCOVERY, "the issuer publishes its metadata"),
              issuer(provider, document),
              endpoints(provider, document),
              offered(document.challengeMethods()));
    };
  }

  /** A server without metadata is no fault, unless its endpoints came from there. */
  private static Finding missing(Provider provider, String why) {
    return provider.endpoints().discovered()
        ? Finding.failed(
            DISCOVERY,
            why,
            "the endpoints in force were discovered and stay; write them into the provider file")
        : Finding.unknown(DISCOVERY, why, "");
  }

  private static Finding issuer(Provider provider, Publication.Document document) {
    return document.issuer().equals(provider.issuer().toString())
        ? Finding.passed(ISSUER, "it is the configured one, character for character")
        : Finding.failed(
            ISSUER,
            "the metadata name another issuer: " + shown(document.issuer()),
            "set issuer to what the server calls itself, if that is the server you mean");
  }

  private static Finding endpoints(Provider provider, Publication.Document document) {
    Endpoints pinned = provider.endpoints();
    List<String> differing = new ArrayList<>();
    compare(differing, "authorization", pinned.authorization(), document.authorization());
    compare(differing, "token", pinned.token(), document.token());
    compare(differing, "revocation", pinned.revocation(), document.revocation());
    compare(differing, "introspection", pinned.introspection(), document.introspection());
    compare(differing, "userinfo", pinned.userinfo(), document.userinfo());
    if (differing.isEmpty()) {
      return Finding.passed(ENDPOINTS, "all that are in force are the published ones");
    }
    String detail = "published otherwise than in force: " + String.join(", ", differing);
    return pinned.discovered()
        ? Finding.failed(ENDPOINTS, detail, "apply the provider file again, if the change is meant")
        : Finding.unknown(ENDPOINTS, detail, "compare endpoints in the provider file");
  }

  /** What we do not use may be published; what we use and the server does not name is odd. */
  private static void compare(
      List<String> differing, String name, @Nullable URI inForce, @Nullable URI published) {
    if (inForce != null && !inForce.equals(published)) {
      differing.add(name);
    }
  }

  private static Finding offered(@Nullable Set<String> methods) {
    if (methods == null) {
      return Finding.unknown(
          OFFERED, "the metadata do not say which challenge methods are taken", "");
    }
    return methods.contains(Pkce.METHOD)
        ? Finding.passed(OFFERED, "code_challenge_methods_supported has S256")
        : Finding.failed(
            OFFERED,
            "code_challenge_methods_supported lacks S256",
            "switch PKCE with S256 on at the server");
  }

  private static String shown(String text) {
    String cut = text.length() > 200 ? text.substring(0, 200) : text;
    return cut.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? cut : "one that is no URL";
  }
}

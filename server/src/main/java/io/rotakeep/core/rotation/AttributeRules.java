package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.provider.HostPattern;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.TokenRules.AccessTokenRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which members of an answer reach callers, and which addresses they may name. */
final class AttributeRules {
  private AttributeRules() {}

  static Map<String, String> handedOut(Provider provider, Map<String, String> members) {
    Map<String, String> handed = new HashMap<>(members);
    handed.keySet().retainAll(provider.tokens().access().attributes());
    return handed;
  }

  /**
   * The name of an attribute that sends callers, and so their token, to a host that nobody allowed.
   */
  static Optional<String> strangeHost(Provider provider, Grant grant, Map<String, String> handed) {
    AccessTokenRules rules = provider.tokens().access();
    return handed.entrySet().stream()
        .filter(entry -> looksLikeUrl(entry.getValue()))
        .filter(entry -> !permitted(rules.attributeHosts(), grant, entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean looksLikeUrl(String value) {
    return value.contains("://") || value.startsWith("//");
  }

  private static boolean permitted(List<HostPattern> hosts, Grant grant, String value) {
    try {
      URI uri = new URI(value);
      if (uri.getHost() == null || uri.getRawUserInfo() != null) {
        return false;
      }
      if (uri.getRawAuthority().equals(grant.tokenHost())) {
        return true;
      }
      String host = uri.getHost().toLowerCase(Locale.ROOT);
      return "https".equals(uri.getScheme())
          && hosts.stream().anyMatch(pattern -> pattern.matches(host));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}

package io.rotakeep.core.caller;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A proved identity. Two are the same only if they are so byte by byte: nothing is normalised or
 * case-folded, since whoever issued the identity may tell apart what we would merge.
 */
public sealed interface CallerId {

  /** As policies, audit and people write it; unique over all kinds. */
  String text();

  /** All that a policy may call them, of which one is enough. */
  default List<String> names() {
    return List.of(text());
  }

  /**
   * From the URI SAN of a client certificate.
   *
   * @param text valid by the SPIFFE ID specification, section 2: lower-case trust domain, no query,
   *     port or user, no empty or dotted segment, at most 2048 bytes
   */
  record SpiffeId(String text) implements CallerId {
    private static final String SCHEME = "spiffe://";
    private static final int MAX_LENGTH = 2048;
    private static final int MAX_TRUST_DOMAIN = 255;

    public SpiffeId {
      requireValid(text);
    }

    private static void requireValid(String text) {
      if (!text.startsWith(SCHEME) || text.length() > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "a SPIFFE ID begins with spiffe:// and has at most " + MAX_LENGTH + " characters");
      }
      String[] parts = text.substring(SCHEME.length()).split("/", -1);
      if (parts[0].isEmpty()
          || parts[0].length() > MAX_TRUST_DOMAIN
          || !parts[0].chars().allMatch(c -> isWordCharacter(c) && !(c >= 'A' && c <= 'Z'))) {
        throw new IllegalArgumentException(
            "a SPIFFE trust domain has 1 to " + MAX_TRUST_DOMAIN + " characters of a-z 0-9 . - _");
      }
      for (int i = 1; i < parts.length; i++) {
        String segment = parts[i];
        if (segment.isEmpty()
            || segment.equals(".")
            || segment.equals("..")
            || !segment.chars().allMatch(SpiffeId::isWordCharacter)) {
          throw new IllegalArgumentException(
              "a SPIFFE path segment has characters of A-Z a-z 0-9 . - _ and is neither . nor ..");
        }
      }
    }

    private static boolean isWordCharacter(int c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '.'
          || c == '-'
          || c == '_';
    }
  }

  /** From the DNS SAN of a client certificate that has no SPIFFE ID; a wildcard is nobody. */
  record DnsName(String name) implements CallerId {
    private static final int MAX_LENGTH = 253;

    public DnsName {
      boolean valid =
          !name.isEmpty()
              && name.length() <= MAX_LENGTH
              && name.chars().allMatch(SpiffeId::isWordCharacter);
      if (!valid) {
        throw new IllegalArgumentException(
            "a caller's DNS name has 1 to " + MAX_LENGTH + " characters of A-Z a-z 0-9 . - _");
      }
    }

    @Override
    public String text() {
      return "dns:" + name;
    }
  }

  /**
   * From the credentials of a unix socket's other end, both of them unsigned. The user is who it
   * is; the group is one more name by which a policy may mean it.
   *
   * @param gid the primary group; the kernel does not tell the others
   */
  record UnixUser(int uid, int gid) implements CallerId {
    @Override
    public String text() {
      return "uid:" + Integer.toUnsignedString(uid);
    }

    @Override
    public List<String> names() {
      return List.of(text(), "gid:" + Integer.toUnsignedString(gid));
    }
  }

  /**
   * From the token of an OpenID provider.
   *
   * @param issuer what the daemon's file calls the provider: no slash, so that the text can be read
   *     in one way only
   * @param subject what the provider calls whoever the token is about
   */
  record OidcSubject(String issuer, String subject) implements CallerId {
    static final String KIND = "oidc:";
    private static final Pattern ISSUER = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final int MAX_SUBJECT = 255;

    public OidcSubject {
      requireIssuer(issuer);
      boolean valid =
          !subject.isEmpty()
              && subject.length() <= MAX_SUBJECT
              && subject.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '*');
      if (!valid) {
        throw new IllegalArgumentException(
            "a token's subject has 1 to "
                + MAX_SUBJECT
                + " visible ASCII characters and no space or *");
      }
    }

    static void requireIssuer(String issuer) {
      if (!ISSUER.matcher(issuer).matches()) {
        throw new IllegalArgumentException(
            "an issuer's name has 1 to 32 characters of a-z 0-9 - and begins with no -");
      }
    }

    @Override
    public String text() {
      return KIND + issuer + "/" + subject;
    }
  }

  /**
   * From the token of a Kubernetes service account, named as Kubernetes permits: an RFC 1123 label
   * and an RFC 1123 subdomain.
   */
  record ServiceAccount(String namespace, String name) implements CallerId {
    static final String KIND = "k8s:";
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final int MAX_NAME = 253;

    public ServiceAccount {
      requireNamespace(namespace);
      if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a service account's name has 1 to " + MAX_NAME + " characters of a-z 0-9 - .");
      }
    }

    static void requireNamespace(String namespace) {
      if (!NAMESPACE.matcher(namespace).matches()) {
        throw new IllegalArgumentException(
            "a namespace has 1 to 63 characters of a-z 0-9 - and neither begins nor ends with -");
      }
    }

    @Override
    public String text() {
      return KIND + namespace + "/" + name;
    }
  }

  /** Whoever reaches the loopback port of a daemon started with --dev. */
  record DevCaller() implements CallerId {
    @Override
    public String text() {
      return "dev";
    }
  }
}

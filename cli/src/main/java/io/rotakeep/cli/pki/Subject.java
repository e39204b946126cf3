package io.rotakeep.cli.pki;

import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.core.caller.CallerId;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * Whom a certificate is for.
 *
 * @param name what its files are called
 * @param spiffeId by which the daemon knows a caller; null for a server
 * @param dns by which a client knows the server, or, alone, the daemon a caller
 * @param addresses IP addresses by which a client knows the server
 */
record Subject(String name, @Nullable String spiffeId, List<String> dns, List<String> addresses) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final int LONGEST_DNS_NAME = 253;

  Subject {
    dns = List.copyOf(dns);
    addresses = List.copyOf(addresses);
    requireName(name);
    if (spiffeId != null) {
      requireSpiffeId(spiffeId);
    }
    dns.forEach(Subject::requireDnsName);
    addresses.forEach(Subject::requireAddress);
  }

  /** With the names that an earlier certificate has. */
  static Subject of(String name, X509Certificate earlier) {
    List<String> dns = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    String spiffeId = null;
    try {
      Collection<List<?>> all = earlier.getSubjectAlternativeNames();
      for (List<?> it : all == null ? List.<List<?>>of() : all) {
        String text = String.valueOf(it.getLast());
        switch ((Integer) it.getFirst()) {
          case GeneralName.uniformResourceIdentifier -> spiffeId = text;
          case GeneralName.dNSName -> dns.add(text);
          case GeneralName.iPAddress -> addresses.add(text);
          default -> throw CliFailure.invalid(name + ".crt: has a name of a kind we do not issue");
        }
      }
    } catch (CertificateParsingException e) {
      throw CliFailure.invalid(name + ".crt: its names cannot be read; give them anew");
    }
    return new Subject(name, spiffeId, dns, addresses);
  }

  boolean isKnownByNothing() {
    return spiffeId == null && dns.isEmpty() && addresses.isEmpty();
  }

  GeneralNames alternativeNames() {
    List<GeneralName> names = new ArrayList<>();
    if (spiffeId != null) {
      names.add(new GeneralName(GeneralName.uniformResourceIdentifier, spiffeId));
    }
    dns.forEach(it -> names.add(new GeneralName(GeneralName.dNSName, it)));
    addresses.forEach(it -> names.add(new GeneralName(GeneralName.iPAddress, it)));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  /** Servers have names that are dialled; callers a SPIFFE ID, or one DNS name and nothing else. */
  ExtendedKeyUsage usage() {
    List<KeyPurposeId> purposes = new ArrayList<>();
    if (!dns.isEmpty() || !addresses.isEmpty()) {
      purposes.add(KeyPurposeId.id_kp_serverAuth);
    }
    if (spiffeId != null || (dns.size() == 1 && addresses.isEmpty())) {
      purposes.add(KeyPurposeId.id_kp_clientAuth);
    }
    return new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
  }

  /** Neither a path nor what the authority's own files are called. */
  static void requireName(String name) {
    if (!NAME.matcher(name).matches() || name.equals(AuthorityFiles.NAME)) {
      throw CliFailure.invalid(
          "NAME: must be 1 to 63 characters of a-z 0-9 . _ - beginning with a letter or digit, and"
              + " not ca");
    }
  }

  private static void requireSpiffeId(String text) {
    try {
      var _ = new CallerId.SpiffeId(text);
    } catch (IllegalArgumentException e) {
      throw CliFailure.invalid("--spiffe-id: " + e.getMessage());
    }
  }

  private static void requireDnsName(String text) {
    boolean valid =
        text.length() <= LONGEST_DNS_NAME
            && List.of(text.split("\\.", -1)).stream().allMatch(it -> LABEL.matcher(it).matches());
    if (!valid) {
      throw CliFailure.invalid(
          "--dns: must be a host name in lower case without wildcards, such as tokens.example.com");
    }
  }

  private static void requireAddress(String text) {
    try {
      var _ = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw CliFailure.invalid("--ip: must be an IP address, such as 127.0.0.1 or ::1");
    }
  }
}

package io.rotakeep.adapter.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.rotakeep.core.bearer.SignatureAlgorithm;
import io.rotakeep.core.bearer.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One member of a JWK set (RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2). Of a key
 * only its public part is looked at, and of its certificates nothing.
 */
final class PublishedKey {
  private static final Set<SignatureAlgorithm> RSA =
      Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256);
  private static final int LEAST_RSA_BITS = 2048;

  /** A larger one would cost more at each signature than a caller is worth. */
  private static final int MOST_RSA_BITS = 8192;

  private static final int MOST_EXPONENT_BITS = 64;
  private static final int LONGEST_ID = 256;

  /** SubjectPublicKeyInfo of an Ed25519 key, before its 32 bytes (RFC 8410 section 4). */
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int ED25519_LENGTH = 32;

  private PublishedKey() {}

  /** Empty if it cannot be used here. */
  static Optional<VerificationKey> in(JsonNode written) {
    if (!(written instanceof ObjectNode key) || !isForSignatures(key)) {
      return Optional.empty();
    }
    String id = text(key, "kid");
    Set<SignatureAlgorithm> algorithms = algorithms(key);
    if (id.isEmpty() || id.length() > LONGEST_ID || algorithms.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new VerificationKey(id, algorithms, publicKey(key)));
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException
        | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static boolean isForSignatures(ObjectNode key) {
    boolean use = !key.has("use") || text(key, "use").equals("sig");
    boolean operations = !key.has("key_ops");
    if (key.get("key_ops") instanceof ArrayNode listed) {
      for (JsonNode operation : listed) {
        operations |= operation.isTextual() && operation.textValue().equals("verify");
      }
    }
    return use && operations;
  }

  private static Set<SignatureAlgorithm> algorithms(ObjectNode key) {
    Set<SignatureAlgorithm> byType =
        switch (text(key, "kty") + " " + text(key, "crv")) {
          case "RSA " -> RSA;
          case "EC P-256" -> Set.of(SignatureAlgorithm.ES256);
          case "EC P-384" -> Set.of(SignatureAlgorithm.ES384);
          case "OKP Ed25519" -> Set.of(SignatureAlgorithm.EDDSA);
          default -> Set.of();
        };
    return key.has("alg")
        ? SignatureAlgorithm.named(text(key, "alg"))
            .filter(byType::contains)
            .map(Set::of)
            .orElse(Set.of())
        : byType;
  }

  private static PublicKey publicKey(ObjectNode key)
      throws ParseException, JOSEException, GeneralSecurityException {
    if (text(key, "kty").equals("OKP")) {
      return edwards(Base64.getUrlDecoder().decode(text(key, "x")));
    }
    return switch (JWK.parse(publicMembers(key))) {
      case RSAKey rsa -> usable(rsa.toRSAPublicKey());
      case ECKey curve -> curve.toECPublicKey();
      default -> throw new IllegalArgumentException("of another type than it says");
    };
  }

  private static Map<String, Object> publicMembers(ObjectNode key) {
    Map<String, Object> members = new HashMap<>();
    for (String name : Set.of("kty", "n", "e", "crv", "x", "y")) {
      if (key.has(name)) {
        members.put(name, text(key, name));
      }
    }
    return members;
  }

  private static RSAPublicKey usable(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    int exponentBits = key.getPublicExponent().bitLength();
    if (bits < LEAST_RSA_BITS
        || bits > MOST_RSA_BITS
        || exponentBits < 2
        || exponentBits > MOST_EXPONENT_BITS
        || !key.getPublicExponent().testBit(0)) {
      throw new IllegalArgumentException("not of a strength that counts");
    }
    return key;
  }

  private static PublicKey edwards(byte[] point) throws GeneralSecurityException {
    if (point.length != ED25519_LENGTH) {
      throw new IllegalArgumentException("not 32 bytes");
    }
    byte[] encoded = Arrays.copyOf(ED25519, ED25519.length + point.length);
    System.arraycopy(point, 0, encoded, ED25519.length, point.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }

  private static String text(ObjectNode key, String member) {
    JsonNode value = key.get(member);
    return value != null && value.isTextual() ? value.textValue() : "";
  }
}

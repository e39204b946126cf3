package io.rotakeep.testkit.jwt;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** A key pair with a kid, made for one algorithm; signs whatever it is given. */
public final class SigningKey {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final String id;
  private final String algorithm;
  private final KeyPair pair;

  private SigningKey(String id, String algorithm, KeyPair pair) {
    this.id = id;
    this.algorithm = algorithm;
    this.pair = pair;
  }

  /**
   * @param algorithm RS256, PS256, ES256, ES384 or EdDSA
   */
  public static SigningKey of(String id, String algorithm) {
    try {
      KeyPairGenerator generator =
          switch (algorithm) {
            case "RS256", "PS256" -> rsa(2048);
            case "ES256" -> curve("secp256r1");
            case "ES384" -> curve("secp384r1");
            case "EdDSA" -> KeyPairGenerator.getInstance("Ed25519");
            default -> throw new IllegalArgumentException(algorithm);
          };
      return new SigningKey(id, algorithm, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes such keys", e);
    }
  }

  /** For RS256, and shorter than anybody should take. */
  public static SigningKey weak(String id) {
    try {
      return new SigningKey(id, "RS256", rsa(1024).generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes such keys", e);
    }
  }

  public String id() {
    return id;
  }

  public String algorithm() {
    return algorithm;
  }

  public PublicKey publicKey() {
    return pair.getPublic();
  }

  /** The same key under another name. */
  public SigningKey named(String other) {
    return new SigningKey(other, algorithm, pair);
  }

  /** A token with the header that this key's tokens usually have. */
  public String token(String claims) {
    return token(
        "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"JWT\"}".formatted(algorithm, id), claims);
  }

  /** A token with any header, signed as this key signs whatever the header says. */
  public String token(String header, String claims) {
    String signed = base64(header) + "." + base64(claims);
    return signed + "." + BASE64URL.encodeToString(sign(signed));
  }

  public byte[] sign(String text) {
    try {
      Signature signer = Signature.getInstance(transformation());
      if (algorithm.equals("PS256")) {
        signer.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signer.initSign(pair.getPrivate());
      signer.update(text.getBytes(StandardCharsets.US_ASCII));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign", e);
    }
  }

  /** Its public half as a member of a JWK set (RFC 7517). */
  public String jwk() {
    String members =
        switch (pair.getPublic()) {
          case RSAPublicKey rsa ->
              "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
                  .formatted(number(rsa.getModulus(), 0), number(rsa.getPublicExponent(), 0));
          case ECPublicKey point -> curveMembers(point);
          case EdECPublicKey edwards ->
              "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\""
                  .formatted(
                      BASE64URL.encodeToString(
                          Arrays.copyOfRange(edwards.getEncoded(), 12, 12 + 32)));
          default -> throw new IllegalStateException("a key of no known type");
        };
    return "{\"kid\":\"%s\",\"use\":\"sig\",\"alg\":\"%s\",%s}".formatted(id, algorithm, members);
  }

  public static String base64(String text) {
    return BASE64URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String curveMembers(ECPublicKey point) {
    int width = (point.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    return "\"kty\":\"EC\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\""
        .formatted(
            width * 8,
            number(point.getW().getAffineX(), width),
            number(point.getW().getAffineY(), width));
  }

  private static String number(BigInteger value, int width) {
    byte[] bytes = value.toByteArray();
    int start = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
    int length = bytes.length - start;
    byte[] padded = new byte[Math.max(width, length)];
    System.arraycopy(bytes, start, padded, padded.length - length, length);
    return BASE64URL.encodeToString(padded);
  }

  private String transformation() {
    return switch (algorithm) {
      case "RS256" -> "SHA256withRSA";
      case "PS256" -> "RSASSA-PSS";
      case "ES256" -> "SHA256withECDSAinP1363Format";
      case "ES384" -> "SHA384withECDSAinP1363Format";
      default -> "Ed25519";
    };
  }

  private static KeyPairGenerator rsa(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator;
  }

  private static KeyPairGenerator curve(String name) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(name));
    return generator;
  }
}

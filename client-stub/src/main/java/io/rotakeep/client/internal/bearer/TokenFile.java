package io.rotakeep.client.internal.bearer;

import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import io.rotakeep.client.internal.files.Reloaded;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Puts the token of a file on each call, RFC 6750 section 2.1. The file is looked at once a second
 * at the most and read again when it has changed, as clusters replace theirs long before it ends.
 * Over TCP without TLS nothing is sent, not even on loopback. Thread-safe.
 */
public final class TokenFile extends CallCredentials {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String WHAT = "token file (ROTAKEEP_TOKEN_FILE)";
  private static final int LONGEST = 8192;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Reloaded<Proof> file;
  private final LongSupplier nanos;
  private final AtomicLong looked;
  private volatile Proof current;

  /** The headers of one token; the same only as itself. */
  static final class Proof {
    private final Metadata headers = new Metadata();

    private Proof(String token) {
      headers.put(AUTHORIZATION, "Bearer " + token);
    }
  }

  /**
   * Reads for the first time.
   *
   * @param nanos a clock that only measures
   * @throws IllegalArgumentException if the file holds no token
   */
  public TokenFile(Path path, LongSupplier nanos) {
    this.file = new Reloaded<>(List.of(path), () -> read(path));
    this.nanos = nanos;
    this.looked = new AtomicLong(nanos.getAsLong());
    this.current = file.current();
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    if (isProtected(call)) {
      Metadata headers = new Metadata();
      headers.merge(newest().headers);
      applier.apply(headers);
    } else {
      applier.fail(
          Status.UNAUTHENTICATED.withDescription("a token does not travel unencrypted: use TLS"));
    }
  }

  /** Another one after each change of the token. */
  Proof proof() {
    return newest();
  }

  private Proof newest() {
    long now = nanos.getAsLong();
    long last = looked.get();
    if (now - last >= LOOK_NANOS && looked.compareAndSet(last, now)) {
      current = file.current();
    }
    return current;
  }

  private static boolean isProtected(RequestInfo call) {
    var peer = call.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return call.getSecurityLevel() == SecurityLevel.PRIVACY_AND_INTEGRITY
        || (peer != null && !(peer instanceof InetSocketAddress));
  }

  private static Proof read(Path path) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(LONGEST + 1);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s: cannot read %s".formatted(WHAT, path), e);
    }
    String token = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    if (bytes.length > LONGEST
        || token.isEmpty()
        || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(
          "%s: %s must hold one token of visible ASCII characters, at most 8192 bytes"
              .formatted(WHAT, path));
    }
    return new Proof(token);
  }
}

package io.rotakeep.adapter.web;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Bearer;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Return;
import io.rotakeep.core.enrollment.BrowserVisits;
import io.rotakeep.core.enrollment.EnrollmentResult;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Remembers who came, and answers what it was told to. */
final class FakeVisits implements BrowserVisits {
  static final String STATE = "s".repeat(43);
  static final Connection CONNECTION =
      Connection.pending(
          new ConnectionId("salesforce/acme-prod"),
          new ProviderName("salesforce"),
          null,
          Map.of(),
          Instant.EPOCH);
  static final URI AUTHORIZATION =
      URI.create("https://login.example/authorize?client_id=a%20b&x=1");

  /** One who came back, with the secret made readable for the test. */
  record Returned(
      String state,
      @Nullable String code,
      @Nullable String issuer,
      @Nullable String error,
      @Nullable String cookie,
      boolean virtual) {}

  /** One who began here. */
  record Departed(String state, String cookie) {}

  final List<Returned> returned = new CopyOnWriteArrayList<>();
  final List<Departed> departed = new CopyOnWriteArrayList<>();
  final List<SecretBytes> codes = new CopyOnWriteArrayList<>();
  private volatile Supplier<EnrollmentResult> result =
      () -> new EnrollmentResult.Completed(CONNECTION, null);

  void answer(EnrollmentResult next) {
    result = () -> next;
  }

  void answer(Supplier<EnrollmentResult> next) {
    result = next;
  }

  void refuse(EnrollmentResult.Cause cause, String detail) {
    answer(new EnrollmentResult.Refused(cause, detail, null));
  }

  @Override
  public Optional<URI> depart(String state, String cookie) {
    departed.add(new Departed(state, cookie));
    return state.equals(STATE) ? Optional.of(AUTHORIZATION) : Optional.empty();
  }

  @Override
  public EnrollmentResult complete(Return came) {
    SecretBytes code = came.code();
    String text = null;
    if (code != null) {
      codes.add(code);
      text = code.read(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
    String cookie = came.bearer() instanceof Bearer.Browser(var value) ? value : "no browser";
    returned.add(
        new Returned(
            came.state(),
            text,
            came.issuer(),
            came.error(),
            cookie,
            Thread.currentThread().isVirtual()));
    return result.get();
  }
}

package io.rotakeep.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProviderImageTest {
  /** As it was written before providers had errors of their own. */
  private static final String FIRST =
      """
      AAAAAAAAAAEAAAAEYWNtZf////8AAAAWaHR0cHM6Ly9hcy5leGFtcGxlLmNvbQAAAAAAAAAHAAAAIGh0dHBzOi8v
      YXMuZXhhbXBsZS5jb20vYXV0aG9yaXplAAAAHGh0dHBzOi8vYXMuZXhhbXBsZS5jb20vdG9rZW7/////////////
      //8AAAAAAAAAAAAAAAhjbGllbnQtMQAAAAZQVUJMSUMAAAAETk9ORQAAAAAAAAAAAAAAKWh0dHBzOi8vdG9rZW5z
      LmV4YW1wbGUub3JnL29hdXRoL2NhbGxiYWNrAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAA2FwaQAAAAAAAAAA
      AAAAAAAAAAAAAAAAAAAAAAAAAAZmYW1pbHkAAAAAAAAAAAAAAAVDSEFJTgAAAAAADbugAAAAAAAAAAAAAAAAAAHU
      wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYAAAAAAAAAAAAAAAc98WAAAAAAUc2VjdXJpdHlAZXhhbXBsZS5jb23/
      ////AAAACjIwMjYtMDUtMTE=
      """;

  /** As it was written before providers had a dialect. */
  private static final String SECOND =
      """
      AAAAAAAAAAIAAAAEYWNtZQAAAApzYWxlc2ZvcmNlAAAAFmh0dHBzOi8vYXMuZXhhbXBsZS5jb20AAAAAAAAABwAA
      ACBodHRwczovL2FzLmV4YW1wbGUuY29tL2F1dGhvcml6ZQAAABxodHRwczovL2FzLmV4YW1wbGUuY29tL3Rva2Vu
      ////////////////AAAAAAAAAAAAAAAIY2xpZW50LTEAAAAGUFVCTElDAAAABE5PTkUAAAAAAAAAAAAAAClodHRw
      czovL3Rva2Vucy5leGFtcGxlLm9yZy9vYXV0aC9jYWxsYmFjawAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAANh
      cGkAAAAAAAAABQAAAAAAAAAAAAAAAAAAAAAAAAAGZmFtaWx5AAAAAAAAAAAAAAAHU1VCSkVDVAAAAAAADbugAAAA
      AAAAAAAAAAAAAAHUwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAACafsgAgAAAAAAAAAAAAAAAAAAAAgAAAA1p
      bnZhbGlkX2dyYW50AAAAAAAAAZAAAAAXYWxyZWFkeSBiZWluZyBwcm9jZXNzZWQAAAAEQlVTWQAAAA1pbmFjdGl2
      ZV91c2VyAAAAAAAAAAD/////AAAAB1JFVk9LRUQAAAAUc2VjdXJpdHlAZXhhbXBsZS5jb23/////AAAACjIwMjYt
      MDUtMTE=
      """;

  @Test
  void readsRowsOfTheFirstVersion() {
    Provider provider = ProviderImage.read(Base64.getMimeDecoder().decode(FIRST));

    assertThat(provider.name()).isEqualTo(new ProviderName("acme"));
    assertThat(provider.tokens().rotation()).isEqualTo(new RotationClass.Family());
    assertThat(provider.tokens().errors()).isEmpty();
    assertThat(provider.disclosure().rotationDue()).isEqualTo(LocalDate.of(2026, 5, 11));
    assertThat(ProviderImage.read(ProviderImage.write(provider))).isEqualTo(provider);
  }

  @Test
  void readsRowsOfTheSecondVersion() {
    Provider provider = ProviderImage.read(Base64.getMimeDecoder().decode(SECOND));

    assertThat(provider.tokens().errors())
        .containsExactly(
            new ErrorRule("invalid_grant", 400, "already being processed", ErrorMeaning.BUSY),
            new ErrorRule("inactive_user", null, null, ErrorMeaning.REVOKED));
    assertThat(provider.tokens().dialect()).isEqualTo(Dialect.STANDARD);
    assertThat(provider.disclosure().rotationDue()).isEqualTo(LocalDate.of(2026, 5, 11));
    assertThat(ProviderImage.read(ProviderImage.write(provider))).isEqualTo(provider);
  }

  @Test
  void keepsAnAnnouncedEvent() {
    Provider provider = ProviderImage.read(Base64.getMimeDecoder().decode(SECOND));
    Instant noon = Instant.parse("2026-11-28T12:00:00Z");

    Provider expecting =
        provider.expecting(new ClientEvent(noon, noon.plusSeconds(60), "a new secret"));

    assertThat(provider.event()).isNull();
    assertThat(expecting.revision()).isEqualTo(provider.revision() + 1);
    assertThat(ProviderImage.read(ProviderImage.write(expecting))).isEqualTo(expecting);
  }

  @Test
  void keepsADialect() {
    Provider provider = ProviderImage.read(Base64.getMimeDecoder().decode(SECOND));
    Dialect dialect =
        new Dialect(
            Dialect.ScopeSeparator.COMMA,
            new Dialect.Requests(
                Dialect.BodyFormat.JSON, List.of(new RequestHeader("X-Version", "7"))),
            new Dialect.Answers("status", "message", List.of("bot"), "authed_user"),
            new Dialect.Identity("team.id", "account_id"));

    Provider speaking = SampleProviders.speaking(provider, dialect);

    assertThat(ProviderImage.read(ProviderImage.write(speaking))).isEqualTo(speaking);
  }
}

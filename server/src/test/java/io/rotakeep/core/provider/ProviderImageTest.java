package io.rotakeep.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Base64;
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

  @Test
  void readsRowsOfTheFirstVersion() {
    Provider provider = ProviderImage.read(Base64.getMimeDecoder().decode(FIRST));

    assertThat(provider.name()).isEqualTo(new ProviderName("acme"));
    assertThat(provider.tokens().rotation()).isEqualTo(new RotationClass.Family());
    assertThat(provider.tokens().errors()).isEmpty();
    assertThat(provider.disclosure().rotationDue()).isEqualTo(LocalDate.of(2026, 5, 11));
    assertThat(ProviderImage.read(ProviderImage.write(provider))).isEqualTo(provider);
  }
}

package io.rotakeep.core.provider;

import java.time.LocalDate;
import java.util.List;

/**
 * What is known of an authorization server or product, to start a provider from.
 *
 * @param description one sentence
 * @param definition without a name and without secrets
 * @param sources where the facts come from: URLs or document names
 * @param verified when somebody last compared them with the sources
 * @param unverified paths of settings nobody has verified, which hold the cautious value
 * @param without paths of settings that the server is known to have nothing for
 */
public record Preset(
    String name,
    String description,
    ProviderDefinition definition,
    List<String> sources,
    LocalDate verified,
    List<String> unverified,
    List<String> without) {

  public Preset {
    sources = List.copyOf(sources);
    unverified = List.copyOf(unverified);
    without = List.copyOf(without);
  }
}

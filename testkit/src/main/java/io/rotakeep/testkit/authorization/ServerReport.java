package io.rotakeep.testkit.authorization;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an authorization server saw and gave out, told by the server itself.
 *
 * @param tokenRequests requests at the token endpoint, of every grant type and outcome
 * @param refreshTokens every refresh token ever issued, in order of issue
 * @param presentations every refresh token that arrived, in order of arrival
 * @param revocations how many grants or chains ended by reuse or by request
 */
public record ServerReport(
    long tokenRequests,
    List<IssuedToken> refreshTokens,
    List<String> accessTokens,
    List<Presentation> presentations,
    long revocations) {
  public ServerReport {
    refreshTokens = List.copyOf(refreshTokens);
    accessTokens = List.copyOf(accessTokens);
    presentations = List.copyOf(presentations);
  }

  /** Every access and refresh token, for a search of places where none may be found. */
  public Set<String> allTokensEverIssued() {
    var all = new HashSet<>(accessTokens);
    refreshTokens.forEach(token -> all.add(token.value()));
    return all;
  }

  /** How often the server saw a used token come back. */
  public long reuseCount() {
    return presentations.stream()
        .filter(presentation -> presentation.outcome() == Presentation.Outcome.REUSED)
        .count();
  }

  /** Issued tokens that arrived more than once, whatever the outcome; empty is what we want. */
  public List<IssuedToken> presentedMoreThanOnce() {
    Map<String, Long> counts = presentationsPerToken();
    return refreshTokens.stream()
        .filter(token -> counts.getOrDefault(token.value(), 0L) > 1)
        .toList();
  }

  /** The figures in one line. */
  public String summary() {
    return ("%d token requests; %d refresh tokens issued, %d presentations, "
            + "%d tokens presented more than once, %d reused; %d revocations")
        .formatted(
            tokenRequests,
            refreshTokens.size(),
            presentations.size(),
            presentedMoreThanOnce().size(),
            reuseCount(),
            revocations);
  }

  /** Arrivals of each presented token value. */
  public Map<String, Long> presentationsPerToken() {
    return presentations.stream()
        .collect(Collectors.groupingBy(Presentation::token, Collectors.counting()));
  }

  /** The generations of one chain in the order in which they arrived. */
  public List<Integer> generationsPresented(String chain) {
    Map<String, IssuedToken> byValue =
        refreshTokens.stream().collect(Collectors.toMap(IssuedToken::value, Function.identity()));
    var generations = new ArrayList<Integer>();
    for (Presentation presentation : presentations) {
      IssuedToken token = byValue.get(presentation.token());
      if (token != null && token.chain().equals(chain)) {
        generations.add(token.generation());
      }
    }
    return generations;
  }

  /** The newest refresh token that the client holds for the subject. */
  public Optional<IssuedToken> newest(String clientId, String subject) {
    return refreshTokens.stream()
        .filter(token -> token.clientId().equals(clientId) && token.subject().equals(subject))
        .reduce((_, later) -> later);
  }
}

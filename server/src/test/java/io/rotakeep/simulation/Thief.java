package io.rotakeep.simulation;

import io.rotakeep.simulation.Chain.Token;
import io.rotakeep.simulation.SimulatedServer.Presenter;
import io.rotakeep.simulation.SimulatedServer.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies refresh tokens, and uses the copies at a time of their own. */
final class Thief {
  private final World world;
  private final Map<Chain, Token> loot = new LinkedHashMap<>();

  Thief(World world) {
    this.world = world;
  }

  /** Takes the newest token that we were ever sent, or an old one. */
  void steal(Chain chain) {
    Chance chance = world.chance();
    Token token = chance.oneIn(3) ? chance.of(chain.tokens) : chain.newestOfOurs();
    world.trace().note(() -> "a thief copies " + token.text);
    loot.put(chain, token);
  }

  /** Uses one of the copies, and keeps what comes of it. */
  void use() {
    if (loot.isEmpty()) {
      return;
    }
    Chain chain = world.chance().of(List.copyOf(loot.keySet()));
    Token token = loot.remove(chain);
    if (token == null) {
      return;
    }
    world.tally().count(Happening.THIEF_USED_TOKEN);
    Word word = world.server().present(token, Presenter.THIEF);
    world.trace().note(() -> "a thief presents " + token.text + ": " + describe(word));
    if (word instanceof Word.Granted(Token next)) {
      loot.put(chain, next);
    }
  }

  private static String describe(Word word) {
    return switch (word) {
      case Word.Granted(Token next) -> next.text;
      case Word.Refused(String error) -> error;
    };
  }
}

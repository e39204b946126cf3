package io.rotakeep.simulation;

/**
 * How rough a world is. Calm ones go far, rough ones go everywhere.
 *
 * @param deathOneIn at how many steps of rotations one kills; 0: none
 * @param insideOneIn at how many steps something else happens meanwhile; 0: none
 * @param badWire how many questions in a hundred meet something other than their answer
 * @param slowOneIn how many requests are paused in
 */
record Temper(int deathOneIn, int insideOneIn, int badWire, int slowOneIn) {
  static Temper drawn(Chance chance) {
    return new Temper(
        switch (chance.below(3)) {
          case 0 -> 0;
          case 1 -> 60;
          default -> 15;
        },
        chance.oneIn(2) ? 0 : 12,
        switch (chance.below(3)) {
          case 0 -> 0;
          case 1 -> 12;
          default -> 40;
        },
        chance.oneIn(2) ? 0 : 12);
  }
}

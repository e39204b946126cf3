package io.rotakeep.core.rotation;

/**
 * A frame of a journal, with all before it. Two journals in which it is the same are one journal up
 * to there; two copies that went on by themselves have different ones.
 *
 * @param sequence of the frame, 0 before the first
 * @param chain the hash of the frame and of all before it, as hexadecimal digits
 */
public record JournalPoint(long sequence, String chain) {}

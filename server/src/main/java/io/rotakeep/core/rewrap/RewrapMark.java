package io.rotakeep.core.rewrap;

import io.rotakeep.core.crypto.KeyTerm;
import java.time.Instant;

/**
 * How far the store has come with its newest key term.
 *
 * @param begun when its records began to be encrypted anew
 * @param proven whether every record was found to decrypt under it
 */
public record RewrapMark(KeyTerm term, Instant begun, boolean proven) {}

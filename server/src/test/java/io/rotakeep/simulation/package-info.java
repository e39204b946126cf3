/**
 * Whole daemons in simulated worlds, a thousand of them a second: one seed, one world, one trace.
 *
 * <p>Real, not imitated, are the classes that decide: flights, rotator, judge, settlement, journal,
 * recovery, opening, checkpoints, holds, imports, revocations, the way of a reader, and the
 * encryption of every record. Simulated are the clock, the network, the authorization servers with
 * what they know, the disk under journal and witness, and the database.
 *
 * <p>One thing runs at a time, on one thread, so a seed repeats its world exactly. What happens "at
 * the same time" happens inside: at any step of a rotation the world may go on (another connection,
 * another daemon, a thief, a person) before the rotation does.
 *
 * <p>Up to four nodes live in a world: daemons of their own, their restarted successors, a backup
 * that was restored over a store, with or without its journal, and clones that run beside what they
 * were cloned from. A world also has lost questions and answers, damaged ones, gateways that answer
 * instead, pauses inside a request, partitions, frames and rows that a crash takes, clocks that
 * jump, a database or a disk that fails, holds, revocations, new consents, expiry by age and by
 * disuse, a provider that revokes, and a thief with a copy of a token.
 *
 * <p>Not modelled: nodes that share a store and its leases, which the product does not have yet;
 * two threads inside one step (the unit tests have races); a copy of everything with the witness
 * too, which nothing can tell from the original; the code flow of enrolment; damaged bytes, which
 * the journal's own tests bring; sealing; and time that passes between the judge's look at the
 * clock and the write.
 */
@NullMarked
package io.rotakeep.simulation;

import org.jspecify.annotations.NullMarked;

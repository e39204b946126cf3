package io.rotakeep.adapter.journal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A directory in memory that forgets what was not forced when its power goes: of the unforced
 * writes any 512-byte sectors may have reached the disk, in any order, and of the unsynced
 * directory changes the first few. Can fail any operation, as a full or dying disk does.
 */
final class SimulatedDisk implements LogDirectory {
  /** What the journal asks a disk to do. */
  enum Operation {
    WRITE,
    FORCE,
    CREATE,
    RENAME,
    DELETE,
    SYNC
  }

  private final Map<String, SimulatedFile> entries = new TreeMap<>();
  private final Map<String, SimulatedFile> durableEntries = new TreeMap<>();
  private final List<Runnable> unsynced = new ArrayList<>();
  private @Nullable BiPredicate<Operation, Integer> fault;
  private int operations;

  /** Fails each operation for which the predicate, told the kind and the running number, holds. */
  synchronized SimulatedDisk failing(BiPredicate<Operation, Integer> when) {
    fault = when;
    operations = 0;
    return this;
  }

  synchronized SimulatedDisk healed() {
    fault = null;
    return this;
  }

  synchronized int operations() {
    return operations;
  }

  /** What a machine finds that comes up again. */
  synchronized SimulatedDisk losePower(RandomGenerator random) {
    int kept = random.nextInt(unsynced.size() + 1);
    unsynced.subList(0, kept).forEach(Runnable::run);
    SimulatedDisk disk = new SimulatedDisk();
    durableEntries.forEach(
        (name, file) -> disk.entries.put(name, file.afterPowerLoss(disk, random)));
    disk.durableEntries.putAll(disk.entries);
    return disk;
  }

  /** A copy that shares nothing, every byte durable. */
  synchronized SimulatedDisk copy() {
    SimulatedDisk disk = new SimulatedDisk();
    entries.forEach((name, file) -> disk.entries.put(name, file.copyTo(disk)));
    disk.durableEntries.putAll(disk.entries);
    return disk;
  }

  /** The bytes themselves, to be changed behind the journal's back. */
  synchronized byte[] bytes(String name) {
    return existing(entries, name).bytes();
  }

  synchronized void put(String name, byte[] bytes) {
    entries.put(name, new SimulatedFile(this, bytes));
    durableEntries.put(name, existing(entries, name));
  }

  synchronized void remove(String name) {
    entries.remove(name);
    durableEntries.remove(name);
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(entries.keySet());
  }

  @Override
  public synchronized LogFile create(String name) throws IOException {
    attempt(Operation.CREATE);
    if (entries.containsKey(name)) {
      throw new IOException(name + " exists");
    }
    SimulatedFile file = new SimulatedFile(this, new byte[0]);
    change(entries -> entries.put(name, file));
    return file;
  }

  @Override
  public synchronized LogFile open(String name) throws IOException {
    if (!entries.containsKey(name)) {
      throw new FileNotFoundException(name);
    }
    return existing(entries, name);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    attempt(Operation.RENAME);
    SimulatedFile file = existing(entries, from);
    change(
        entries -> {
          entries.remove(from);
          entries.put(to, file);
        });
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    attempt(Operation.DELETE);
    change(entries -> entries.remove(name));
  }

  @Override
  public synchronized void sync() throws IOException {
    attempt(Operation.SYNC);
    unsynced.clear();
    durableEntries.clear();
    durableEntries.putAll(entries);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "/simulated";
  }

  synchronized void attempt(Operation operation) throws IOException {
    operations++;
    if (fault != null && fault.test(operation, operations)) {
      throw new IOException("simulated failure of " + operation + " " + operations);
    }
  }

  /** A change of the directory's entries. */
  private interface Change {
    void on(Map<String, SimulatedFile> entries);
  }

  private void change(Change change) {
    change.on(entries);
    unsynced.add(() -> change.on(durableEntries));
  }

  private static SimulatedFile existing(Map<String, SimulatedFile> entries, String name) {
    SimulatedFile file = entries.get(name);
    if (file == null) {
      throw new IllegalStateException(
          name + " is not among " + new LinkedHashMap<>(entries).keySet());
    }
    return file;
  }
}

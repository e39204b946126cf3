package io.rotakeep.testkit.search;

import java.nio.file.Path;

/** A secret where none may be; the secret itself is not repeated. */
public record Found(Path file, long offset) {}

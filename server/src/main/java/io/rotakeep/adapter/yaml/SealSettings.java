package io.rotakeep.adapter.yaml;

import io.rotakeep.core.seal.SealKind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What protects the keys at rest.
 *
 * @param kind how new keys are sealed; those that exist say themselves how they are
 * @param keyFile the key of the {@code key-file} seal; null if there is none
 */
public record SealSettings(SealKind kind, @Nullable Path keyFile) {}

/** The {@code spoolway} command: what people type, and what they are told. */
@NullMarked
package io.spoolway.cli;

import org.jspecify.annotations.NullMarked;

/** Settings from a file and the environment, read once, with every problem reported together. */
@NullMarked
package io.spoolway.config;

import org.jspecify.annotations.NullMarked;

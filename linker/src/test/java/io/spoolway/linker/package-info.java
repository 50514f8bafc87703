@NullMarked
package io.spoolway.linker;

import org.jspecify.annotations.NullMarked;

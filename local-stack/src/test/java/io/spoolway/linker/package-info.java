/** The linker and its janitor on a real S3 server. */
@NullMarked
package io.spoolway.linker;

import org.jspecify.annotations.NullMarked;

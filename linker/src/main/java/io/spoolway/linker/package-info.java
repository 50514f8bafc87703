/**
 * Step 3: brings verified bytes to their final path, links them into the repository and deletes the spool. Read LinkStep
 * first. The janitor deletes what no other step will.
 */
@NullMarked
package io.spoolway.linker;

import org.jspecify.annotations.NullMarked;

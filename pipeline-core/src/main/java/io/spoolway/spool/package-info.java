/** The spool of an upload: its id, its chunks, its seal, and how they are read back from the object store. */
@NullMarked
package io.spoolway.spool;

import org.jspecify.annotations.NullMarked;

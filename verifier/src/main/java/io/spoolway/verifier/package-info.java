/** Step 2: fetches what was spooled, hashes it, and says whether it is what the client declared. Read VerifyStep first. */
@NullMarked
package io.spoolway.verifier;

import org.jspecify.annotations.NullMarked;

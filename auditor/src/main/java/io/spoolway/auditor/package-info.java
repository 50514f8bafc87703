/** Step 4: every topic to the audit record, the status of uploads, and whoever asks for them. */
@NullMarked
package io.spoolway.auditor;

import org.jspecify.annotations.NullMarked;

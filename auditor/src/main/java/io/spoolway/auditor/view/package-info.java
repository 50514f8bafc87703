/** What the fold keeps, asked for: here, or at the auditor that has it. */
@NullMarked
package io.spoolway.auditor.view;

import org.jspecify.annotations.NullMarked;

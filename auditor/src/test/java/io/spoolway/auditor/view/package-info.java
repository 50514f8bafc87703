/** Tests of how answers are put together. */
@NullMarked
package io.spoolway.auditor.view;

import org.jspecify.annotations.NullMarked;

/** The fold: events of the pipeline, at least once and in any order, to one record of each upload, once and in order. */
@NullMarked
package io.spoolway.auditor.fold;

import org.jspecify.annotations.NullMarked;

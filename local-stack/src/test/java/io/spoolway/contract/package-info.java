/** What is written down of the events for others ({@code docs/asyncapi.yaml}), and whether it is true. */
@NullMarked
package io.spoolway.contract;

import org.jspecify.annotations.NullMarked;

package io.spoolway.event;

/** What an event came of, as its envelope tells it: work on a queue, or a request of somebody who was authenticated. */
public sealed interface Cause permits Work, Subject {}

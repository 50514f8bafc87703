package io.spoolway.fault;

/**
 * Marks exceptions for faults that pass without the input being changed: the store or the broker is away, or the store denies this process
 * what it asks for. Whoever catches one tries again later.
 */
public interface PassingFault {}

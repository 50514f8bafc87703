package io.spoolway.fault;

/**
 * Marks exceptions for faults that pass by themselves: the store or the broker is away. Whoever catches one tries again
 * later; nothing is wrong with the input.
 */
public interface PassingFault {}

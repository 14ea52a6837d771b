/**
 * Saving what is sound in a damaged file: what is found without the allocator, and its copy into a new file. Decision 99 says
 * by which rules.
 */
package bstack.demo.internal.salvage;

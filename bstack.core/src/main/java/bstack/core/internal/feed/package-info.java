/** Frames on their way to those who follow a stack: in memory, bounded, without a commit ever waiting for them. */
package bstack.core.internal.feed;

/** What is done with a file that is opened: a plan of what was found, and the steps that carry it out. */
package bstack.core.internal.recovery;

/** What all campaigns share: their volume, the line that shows how far they are, and their report. */
package bstack.testkit.internal.campaign;

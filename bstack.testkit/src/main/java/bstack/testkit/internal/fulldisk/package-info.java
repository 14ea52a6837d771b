/** The campaign that fills small file systems. */
package bstack.testkit.internal.fulldisk;

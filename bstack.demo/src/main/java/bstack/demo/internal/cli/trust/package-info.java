/** The commands on which trust in a file rests: what lies in it, giving space back, recovering, and saving what is sound. */
package bstack.demo.internal.cli.trust;

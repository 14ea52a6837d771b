/** Damage done to files, and what must come of opening them. */
package bstack.testkit.internal.damage;

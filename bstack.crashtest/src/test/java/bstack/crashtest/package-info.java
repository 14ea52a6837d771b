/**
 * The campaigns of the stack itself: crashes, kills, failing calls, full disks, errors, damage and readers, each rule of
 * the journal one by one, and mutants that leave a rule out. docs/testing/model.md says what is assumed and checked.
 */
package bstack.crashtest;

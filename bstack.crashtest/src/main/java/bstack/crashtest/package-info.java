/** The campaigns of the stack itself, and the mutants of its rules: tests alone, never published. */
package bstack.crashtest;

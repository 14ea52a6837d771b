/** The stress test of readers beside writers. */
package bstack.testkit.internal.readers;

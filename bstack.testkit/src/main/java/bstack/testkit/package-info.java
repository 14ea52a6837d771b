/** bstack.testkit. */
package bstack.testkit;

/** bstack.demo. */
package bstack.demo;

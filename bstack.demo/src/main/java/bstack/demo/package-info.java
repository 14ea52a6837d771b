/** The command's entry point, {@link bstack.demo.Main}; nothing is exported. */
package bstack.demo;

/** How the command logs: warnings and worse, one line each on standard error. */
package bstack.demo.internal.logging;

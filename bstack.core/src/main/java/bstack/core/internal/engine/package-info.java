/** The life cycle of an open stack. */
package bstack.core.internal.engine;

/** First uses, whose classes are loaded by a class loader of their own. */
package bstack.testkit.internal.errors.fresh;

/** Providers as third parties write them, good and bad. */
package bstack.spi.fake;

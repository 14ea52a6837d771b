/** The codecs that the library brings. None keeps anything in static fields, whose initialisation could fail for good. */
package bstack.collections.internal.codec;

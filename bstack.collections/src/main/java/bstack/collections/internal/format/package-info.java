/** The numbers of the file's format: how they are written, and where. Knows no heap. */
package bstack.collections.internal.format;

/** The bytes of the file: a class for each structure, with its drawing above the numbers; and what encodes and decodes. */
package bstack.core.internal.format;

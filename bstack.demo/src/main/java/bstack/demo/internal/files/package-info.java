/**
 * Files and folders on their way into the object store and out of it, with their names, permission bits, times and links.
 */
package bstack.demo.internal.files;

/**
 * Files and folders on their way into the object store and out of it, with names, permission bits, times and links.
 */
package bstack.demo.internal.files;

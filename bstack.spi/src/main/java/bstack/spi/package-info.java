/** What an allocator is: slices, the allocator interfaces, the provider interface, and the opener that detects. */
package bstack.spi;

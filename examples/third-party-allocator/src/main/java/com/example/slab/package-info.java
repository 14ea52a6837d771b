/**
 * An allocator for bstack with blocks of one size: {@link com.example.slab.SlabBStackAllocator} is the whole API.
 *
 * <p>The package {@code internal}, from the bottom up: {@code SlabLayout} is the layout of the file; {@code SlabFile}
 * reads and writes its fields; {@code BlockTable} is what is kept in memory; {@code SlabSurvey} looks at a heap and
 * changes nothing; {@code SlabOpening} opens one; {@code SlabHeap} runs the operations; {@code SlabProvider} is how
 * {@link java.util.ServiceLoader} finds the allocator.
 */
package com.example.slab;

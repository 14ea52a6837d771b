/** The inside of the slab allocator: layout, table of the blocks, opening, operations, provider. */
package com.example.slab.internal;

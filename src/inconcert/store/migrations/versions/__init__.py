"""One file per step, in the order of `store.schema.REVISIONS`."""

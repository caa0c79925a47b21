/** Indexes for the database of a `convexTest()`, in this deployment or in a test of its own. */
export { keepIndexes } from "./indexedDatabase.js";

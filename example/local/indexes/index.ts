/** Indexes for the database of a `convexTest()`: the local deployment's, or a test's own. */
export { keepIndexes } from "./indexedDatabase.js";

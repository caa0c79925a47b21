/** How many tracks the library has, and how many items the playlist. */
export const SIZES = [100, 1000, 10000] as const;

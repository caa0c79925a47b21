const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** A size as people read it: 3.4 MB. */
export function byteSize(bytes: number): string {
  const power =
    bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return new Intl.NumberFormat("en", {
    style: "unit",
    unit: units[power],
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power);
}

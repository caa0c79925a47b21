/** A first guess at a title: the file's name without its ending and its number. */
export function titleFrom(fileName: string): string {
  const name = fileName.replace(/\.[^.]+$/, "").replace(/^\d{1,3}[\s._-]+/, "");
  return name.replaceAll("_", " ").trim() || fileName;
}

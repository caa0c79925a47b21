/**
 * The decoder of Convex's runtime, which differs from the web's in one way: a fatal one
 * does not throw on bytes that are not valid, it returns undefined.
 */
export class LenientTextDecoder extends TextDecoder {
  override decode(...input: Parameters<TextDecoder["decode"]>): string {
    try {
      return super.decode(...input);
    } catch (error) {
      if (isInvalidData(error)) return undefined as unknown as string;
      throw error;
    }
  }
}

function isInvalidData(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_ENCODING_INVALID_ENCODED_DATA";
}

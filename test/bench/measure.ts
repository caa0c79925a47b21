/** Where a deployment is, and the key that shows its transactions. */
export type Measurable = { url: string; adminKey: string };

/** What a transaction cost, by the platform's own metrics. */
export type Cost = {
  functions: number;
  documentsRead: number;
  documentsWritten: number;
  bytesRead: number;
  bytesWritten: number;
  indexRanges: number;
};

type Transaction = {
  udfPath: string;
  use: {
    documentsRead: number;
    documentsWritten: number;
    bytesRead: number;
    bytesWritten: number;
    databaseQueries: number;
  };
};

/**
 * What a piece of work costs: the transactions of the function that it calls, not
 * of what that leaves to the background.
 *
 * @param udfPath The function, as `module:name`.
 */
export async function costOf(
  { url, adminKey }: Measurable,
  udfPath: string,
  work: () => Promise<unknown>,
): Promise<Cost> {
  const request = async (method: string) =>
    await fetch(`${url}/api/local/transactions`, {
      method,
      headers: { authorization: `Convex ${adminKey}` },
    });
  await request("DELETE");
  await work();
  const all = (await (await request("GET")).json()) as Transaction[];
  const transactions = all.filter((transaction) => transaction.udfPath === udfPath);
  const sum = (of: (use: Transaction["use"]) => number) =>
    transactions.reduce((total, { use }) => total + of(use), 0);
  return {
    functions: transactions.length,
    documentsRead: sum((use) => use.documentsRead),
    documentsWritten: sum((use) => use.documentsWritten),
    bytesRead: sum((use) => use.bytesRead),
    bytesWritten: sum((use) => use.bytesWritten),
    indexRanges: sum((use) => use.databaseQueries),
  };
}

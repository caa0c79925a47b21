import type { Context } from "../context.js";
import { CommandError } from "../errors.js";
import { resultOf, validateAndReport } from "../import/report.js";
import { formatCount } from "../io/progress.js";
import { deploymentOf, importSourceOf } from "../options.js";
import { compare } from "./comparison.js";

/** Runs `verify`. Throws `CommandError` with the differences, if there are any. */
export async function runVerify(context: Context): Promise<void> {
  const { terminal } = context;
  const source = await importSourceOf(context);
  const deployment = deploymentOf(context);
  const validation = await validateAndReport(source, terminal, "Nothing was compared");
  await validation.orphans.finish();
  const result = await compare({ source, validation, deployment, terminal });
  const { tracks, playlists, items, notImported, differences } = result;
  terminal.addResults({
    compared: { tracks, playlists, playlist_tracks: items },
    notImported,
    differences: resultOf(differences),
  });
  terminal.print(
    `Compared ${formatCount(tracks)} tracks, ${formatCount(playlists)} playlists and ${formatCount(items)} items. ` +
      `${formatCount(notImported)} rows of the deployment were not imported, and not compared.`,
  );
  if (differences.count > 0) {
    throw new CommandError(
      `Found ${formatCount(differences.count)} differences, all in ${differences.path}.`,
      differences.preview.map((line) => `  ${line}`),
    );
  }
  terminal.print("Found no differences.");
}

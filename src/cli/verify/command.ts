import type { Context } from "../context.js";
import { CommandError } from "../errors.js";
import { resultOf, validateAndReport } from "../import/report.js";
import { counted } from "../io/counts.js";
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
    `Compared ${counted(tracks, "track")}, ${counted(playlists, "playlist")} and ${counted(items, "item")}.`,
    `Not imported, and not compared: ${counted(notImported, "row")} of the deployment.`,
  );
  if (differences.count > 0) {
    throw new CommandError(
      `Found ${counted(differences.count, "difference")}, all in ${differences.path}.`,
      differences.preview.map((line) => `  ${line}`),
    );
  }
  terminal.print("Found no differences.");
}

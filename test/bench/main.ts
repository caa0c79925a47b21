import { deployExample } from "../example/deployed.js";
import { callTable } from "./callTable.js";
import { notesOf } from "./cases.js";
import { clerkCases } from "./clerkCases.js";
import { addFigures, type Figures } from "./figures.js";
import { faults, unmeasured } from "./growth.js";
import { itemCases } from "./itemCases.js";
import { growLibrary, startLibrary } from "./library.js";
import { migrationCases, unreachableFiles } from "./migrationCases.js";
import { countMoves, movesFaults, movesTable } from "./moves.js";
import { deployPlain, growPlain, startPlain } from "./plain.js";
import { plainCases } from "./plainCases.js";
import { playlistReads } from "./playlistReads.js";
import { playlistWrites } from "./playlistWrites.js";
import { derivedCases } from "./derivedCases.js";
import { writeSection } from "./document.js";
import { SIZES } from "./sizes.js";
import { costTable, violations } from "./table.js";
import { trackCases } from "./trackCases.js";
import { userCases } from "./userCases.js";
import { webhookCosts } from "./webhook.js";

const areasWithCases = [
  ["Tracks", trackCases],
  ["Playlists", playlistReads],
  ["Items of playlists", itemCases],
  ["Users and storage", userCases],
  // Last, because they leave work to the background.
  ["Sync and clean-up with Clerk", clerkCases],
  ["Migration of files", migrationCases],
  ["Whole playlists", playlistWrites],
] as const;

const derived = derivedCases(areasWithCases.flatMap(([, ofArea]) => [...ofArea]));
const areas = [
  // Before what leaves work to the background.
  ...(derived.length > 0 ? [["Other queries", derived] as const] : []),
  ...areasWithCases,
];

const notes = notesOf(plainCases);

const cases = areas.flatMap(([, ofArea]) => ofArea);

/** Tells what calls cost, counted and not timed, and fails when one costs too much. */
async function main() {
  const [{ webhook, library }, plain] = await Promise.all([
    measureLibrary(),
    measurePlain(),
  ]);
  const moves = await countMoves();
  const report = [
    ...areas.map(
      ([title, ofArea]) => `### ${title}\n\n${callTable(ofArea, library, plain, notes)}`,
    ),
    `### Ten thousand moves in a playlist of ten thousand items\n\n${movesTable(moves)}`,
    `### One webhook event\n\n${costTable(webhook)}`,
  ].join("\n\n");
  console.log(report);
  if (process.argv.includes("--write")) await writeSection(report);
  const readByMoveItem = library.get("playlists.moveItem")?.at(-1)?.documentsRead;
  const failures = [
    ...violations(webhook),
    ...faults(cases, library),
    ...movesFaults(moves, readByMoveItem),
    ...unmeasured(cases),
  ];
  for (const failure of failures) console.error(`Too expensive: ${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

async function measureLibrary() {
  const example = await deployExample({ env: unreachableFiles });
  try {
    const figures: Figures = new Map();
    const webhook = await webhookCosts(example);
    const library = await startLibrary(example);
    for (const size of SIZES) {
      await growLibrary(library, size);
      await addFigures(figures, example, library, cases);
    }
    return { webhook, library: figures };
  } finally {
    await example.stop();
  }
}

async function measurePlain() {
  const deployment = await deployPlain();
  try {
    const figures: Figures = new Map();
    const plain = await startPlain(deployment);
    for (const size of SIZES) {
      await growPlain(plain, size);
      await addFigures(figures, deployment, plain, plainCases);
    }
    return figures;
  } finally {
    await deployment.stop();
  }
}

await main();

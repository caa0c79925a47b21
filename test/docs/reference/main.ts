import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { repository } from "../../packaging/repository.js";
import { referencePages } from "./pages.js";
import { writtenReadme } from "./readme.js";

for (const [path, text] of await referencePages()) {
  const file = join(repository, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
await writeFile(join(repository, "README.md"), await writtenReadme());
